"""Do conversations lose all that is personal, and still take the same way?"""

from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from talking import CONTENT

from relaystack.content.replay.business_words import words_of
from relaystack.content.replay.pseudonyms import Pseudonyms
from relaystack.content.replay.recorded import Conversation, Event, Found
from relaystack.content.replay.side import Content, Side
from relaystack.engine.events import Said, Tapped

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
CAN = frozenset({"capture_lead", "send_document", "search_jobs"})
NAME, EMAIL, BUDGET, COUNTRY = ("hi", "3"), ("hi", "3", "Ada Lovelace"), ("hi", "2"), ("hi", "4")


@cache
def served() -> Content:
    """What we ship."""
    return Content.load(CONTENT, timedelta(minutes=30), CAN)


@cache
def pseudonyms() -> Pseudonyms:
    """What stands for what people say to it."""
    return Pseudonyms([served()], words_of(CONTENT))


def stand_in(*said: str) -> str:
    """What the last of these messages becomes."""
    events = tuple(Event(NOON + timedelta(minutes=n), Said(words)) for n, words in enumerate(said))
    last = pseudonyms().of(Conversation(3, events=events)).events[-1].what
    assert isinstance(last, Said)
    return last.words


@pytest.mark.parametrize(
    ("said", "becomes"),
    [
        ((*NAME, "Zebedee Quux"), "Anna C"),
        ((*NAME, "Golden Green"), "Anna C"),  # a name of words that stand on options
        ((*NAME, "menu"), "menu"),
        ((*EMAIL, "zebedee@quux.com"), "anna-c@example.com"),
        ((*EMAIL, "zebedee@hotmial.com"), "anna-c@gmial.com"),
        ((*BUDGET, "1,500,000"), "1,500,000"),
        ((*BUDGET, "zebedee quux 250k"), "… 250k"),
        ((*BUDGET, "+1 310 555 0199"), "+1 310 000 0000"),
        ((*COUNTRY, "Germany please"), "Germany"),
        (("hi", "Zebedee, Quux? zebedee@quux.com"), "…? anna-c@example.com"),
        (("STOP",), "STOP"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_messages_keep_what_decides_and_nothing_else(said: tuple[str, ...], becomes: str) -> None:
    assert stand_in(*said) == becomes


@given(
    before=st.sampled_from([(), ("hi",), NAME, EMAIL, BUDGET, COUNTRY]),
    parts=st.lists(
        st.sampled_from(["stop", "250k", "$", "golden", "visa", "1️⃣", ",", "@", "-", "_", "\n", "مرحبا", "привет", "я"])
        | st.text(max_size=4),
        max_size=6,
    ),
    secret=st.sampled_from(["zebedee", "quux@zebedee.com", "5550177123", "zebedee_quux", "зебеди", "زبيدة", "Zébèdée"]),
    glue=st.sampled_from(["", " ", ".", "'"]),
)
def test_no_message_gives_a_secret_away(before: tuple[str, ...], parts: list[str], secret: str, glue: str) -> None:
    assert secret not in stand_in(*before, glue.join([*parts, secret, *parts]))


@pytest.mark.parametrize(
    ("id", "kept"),
    {
        "main_menu.menu.eligibility": "main_menu.menu.eligibility",
        "residency.details.consultant?programme=zebedee&budget=250000": "residency.details.consultant?budget=250000",
        "zebedee.quux.z": "gone.gone.gone",
        "Zebedee Quux": "unknown",
        "Unsubscribe": "Unsubscribe",
    }.items(),
)
def test_taps_keep_what_is_ours(id: str, kept: str) -> None:
    tap = Event(NOON, Tapped(id, "Zebedee"))
    assert pseudonyms().of(Conversation(1, events=(tap,))).events[0].what == Tapped(kept)


@pytest.mark.parametrize(
    ("led_to", "outcome"),
    [("jobs.found", "found"), ("jobs.no_openings", "none"), ("jobs.failed", "failed"), ("jobs.no_site", "no_site"),
     ("jobs.by_hand", "refused"), ("jobs.busy", "busy"), ("jobs.no_more", "no_more"),
     ("main_menu.menu", "found")],
)  # fmt: skip
def test_how_a_search_ended_is_told_by_where_its_answer_led(led_to: str, outcome: str) -> None:
    said = tuple(Event(NOON, Said(words)) for words in ("hi", "4", "Canada"))
    talk = Conversation(1, events=(*said, Event(NOON, Found(led_to))))
    assert pseudonyms().of(talk).events[-1].what == Found(outcome=outcome)


def test_what_is_exported_is_read_back() -> None:
    talk = Conversation(1, "PT", NOON, (Event(NOON, Said("hi")), Event(NOON, Tapped("a.b.c", "x"), answered=False)))
    assert Conversation.from_json(talk.to_json()) == talk
    with pytest.raises(ValueError, match="no recorded conversation"):
        Conversation.from_json({"conversation": 1})


def test_a_search_is_answered_where_it_was_asked() -> None:
    side = Side(served())
    for words in ("hi", "4", "Canada"):
        side.hear(Said(words), NOON)
    outcome = side.hear(Found(outcome="found"), NOON)
    assert str(outcome.turn.state.place) == "jobs.found"
    assert "2 jobs in Canada" in outcome.turn.replies[0].text

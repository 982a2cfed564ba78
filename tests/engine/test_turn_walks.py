"""Random conversations: whatever happens in whatever order, every answer is one that Meta takes."""

from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from talking import Talk, book

from relaystack.engine.carrier import OutgoingItem
from relaystack.engine.events import Opened, Tapped
from relaystack.engine.turn import Turn
from relaystack.gateways.whatsapp.payloads import message

WORDS = st.sampled_from(
    [*"0123456789ABCDab", *book().commands, "250k", "1", "50", "9 billion", "Ana", "ana@example.com", "ana@gmail.con",
     "Canada", "Iraan", "yes", "Greece", "talk to consultant", "another", "x" * 4096, "👍", "{{ brand }}", "\x00",
     "how much is portugal?", "golden visa", "nurse in Canada", "a house in dubai", "brochre",
     "human", "complaint", "español", "language", "Continue", "Try again", "yes"]
)  # fmt: skip
PAUSES = st.sampled_from([timedelta(minutes=1), timedelta(minutes=30), timedelta(minutes=31), timedelta(days=200)])


class Conversation(RuleBasedStateMachine):
    """A person who types, taps anything ever offered, sends pictures and lets time pass."""

    def __init__(self) -> None:
        super().__init__()
        self.talk = Talk()

    @rule(words=WORDS | st.text(max_size=30))
    def types(self, words: str) -> None:
        self.talk(words)

    @rule(data=st.data())
    def taps(self, data: Any) -> None:
        offered = sorted(self.talk.rehearsal.offered.values()) or ["menu"]
        self.talk.takes(Tapped(data.draw(st.sampled_from(offered))))

    @rule(kind=st.sampled_from(["image", "voice", "location", "unknown"]))
    def shares(self, kind: str) -> None:
        self.talk.shares(kind)

    @rule()
    def opens(self) -> None:
        self.talk.takes(Opened())

    @rule(count=st.integers(0, 5), outcome=st.sampled_from(["found", "failed", "no_site"]))
    def jobs_come_back(self, count: int, outcome: str) -> None:
        if self.talk.rehearsal.person.search:
            self.talk.jobs(count, outcome)

    @rule()
    def consultants_give_it_back(self) -> None:
        if not self.talk.rehearsal.person.opted_out:
            self.talk.turn = self.talk.rehearsal.handed_back()

    @rule(minutes=st.integers(1, 90))
    def nothing_is_said(self, minutes: int) -> None:
        self.talk.turn = self.talk.rehearsal.falls_silent(minutes)

    @rule(pause=PAUSES)
    def time_passes(self, pause: timedelta) -> None:
        self.talk.rehearsal.later(pause)

    @invariant()
    def every_answer_is_one_message_that_meta_takes(self) -> None:
        turn = self.talk.turn
        assert len(turn.replies) <= 1
        for reply in turn.replies:
            assert 1 <= len(reply.text) <= 4096
            outgoing = OutgoingItem("key", reply.to_json(), phone="15550120001")
            assert_within_limits(message(outgoing))

    @invariant()
    def nobody_who_said_stop_hears_from_us(self) -> None:
        if self.talk.rehearsal.person.opted_out:
            assert all(reply.even_opted_out for reply in self.talk.turn.replies)

    @invariant()
    def whoever_talks_to_consultants_hears_nothing_else(self) -> None:
        if self.talk.rehearsal.person.handed_over:
            assert all(reply.even_handed_over for reply in self.talk.turn.replies)

    @invariant()
    def where_it_stands_exists(self) -> None:
        place = self.talk.rehearsal.state.place
        assert place is None or book().has(place)
        assert isinstance(self.talk.turn, Turn)


def assert_within_limits(body: dict[str, Any]) -> None:
    """Meta's limits on what we send (CLOUD_API, section 3)."""
    kind = body["type"]
    if kind == "text":
        assert 1 <= len(body["text"]["body"]) <= 4096
    elif kind == "document":
        assert 1 <= len(body["document"]["caption"]) <= 1024
    else:
        interactive = body["interactive"]
        assert 1 <= len(interactive["body"]["text"]) <= 1024
        if interactive["type"] == "button":
            told_apart([button["reply"] for button in interactive["action"]["buttons"]], most=3, title=20, id=256)
        elif interactive["type"] == "cta_url":
            link = interactive["action"]["parameters"]
            assert 1 <= len(link["display_text"]) <= 20
            assert link["url"].startswith("https://")
        else:
            assert 1 <= len(interactive["action"]["button"]) <= 20
            (section,) = interactive["action"]["sections"]
            assert 1 <= len(section["title"]) <= 24
            told_apart(section["rows"], most=10, title=24, id=200)
            assert all(len(row.get("description", "")) <= 72 for row in section["rows"])


def told_apart(choices: list[dict[str, str]], *, most: int, title: int, id: int) -> None:
    """Not too many, not too long, and no two alike."""
    assert 1 <= len(choices) <= most
    assert all(1 <= len(choice["title"]) <= title and 1 <= len(choice["id"]) <= id for choice in choices)
    assert len({choice["title"] for choice in choices}) == len(choices)
    assert len({choice["id"] for choice in choices}) == len(choices)


Conversation.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestConversation = Conversation.TestCase

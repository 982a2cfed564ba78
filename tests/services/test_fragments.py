"""What somebody writes in pieces, within a moment, is read and answered together; what they tap is answered at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from bot import Bot
from services.meta_json import post, said
from services.service_tools import age

from metatwin import Customer, Twin
from relaystack.models import OutboxItem, Session

MOMENT = timedelta(seconds=60)  # longer than any machine takes for a test
PIECES = ("hi", "I", "saw your ad about", "portugal", "and want to know", "how long", "it takes")


@pytest.fixture
def gathering(make_bot: Callable[..., Bot]) -> Bot:
    """A bot that waits for pieces as it does with customers."""
    return make_bot(gather_seconds=MOMENT.seconds)


@pytest.fixture
def write(gathering: Bot, amina: Customer) -> Callable[..., None]:
    """Amina writes pieces within a moment, each in a webhook of its own."""

    def pieces(*words: str) -> None:
        for one in words:
            post(gathering, [said(one, str(amina.phone), str(amina.bsuid))])

    return pieces


def _waiting(bot: Bot) -> list[str]:
    rows = bot.rows("SELECT message FROM whatsapp_messages WHERE direction = 'outgoing' ORDER BY id")
    return [row["message"] for row in rows]


def _due(bot: Bot) -> int:
    """How many of the messages may leave at once."""
    return len(bot.rows("SELECT 1 FROM outbox WHERE carrier = 'whatsapp' AND due_at <= created_at"))


def test_seven_pieces_in_two_seconds_are_answered_by_two_messages(gathering: Bot, write: Callable[..., None]) -> None:
    write(*PIECES)
    first, last = _waiting(gathering)
    assert "Welcome to Nexora" in first
    assert "Portugal" in last
    assert "did not understand" not in last
    assert _due(gathering) == 1


def test_so_are_they_in_one_body(gathering: Bot, amina: Customer) -> None:
    post(gathering, [said(words, str(amina.phone), str(amina.bsuid)) for words in PIECES])
    first, last = _waiting(gathering)
    assert "Welcome to Nexora" in first
    assert "Portugal" in last


def test_two_questions_are_both_answered(gathering: Bot, write: Callable[..., None]) -> None:
    write("hi", "how much is portugal?", "and how long does it take?")
    _, both = _waiting(gathering)
    assert "USD" in both or "€" in both
    assert "month" in both


def test_words_that_mean_nothing_take_nothing_from_an_answer(gathering: Bot, write: Callable[..., None]) -> None:
    write("hi", "how much is portugal?", "qwzx bvnm")
    _, answer = _waiting(gathering)
    assert "Portugal" in answer
    assert "did not understand" not in answer


def test_what_is_asked_or_offered_is_answered_at_once(gathering: Bot, write: Callable[..., None]) -> None:
    write("hi", "3", "Ann Example", "ann@example.com")
    assert len(_waiting(gathering)) == _due(gathering) == 4
    assert gathering.one("SELECT email FROM whatsapp_leads")["email"] == "ann@example.com"


def test_an_opt_out_after_pieces_is_obeyed(gathering: Bot, write: Callable[..., None]) -> None:
    write("hi", "qwzx bvnm", "stop")
    assert gathering.one("SELECT opted_out_at FROM contacts")["opted_out_at"]
    assert gathering.one("SELECT count(*) AS n FROM outbox WHERE carrier = 'whatsapp'")["n"] == 1


def test_who_says_stop_gets_the_last_word_alone(gathering: Bot, write: Callable[..., None]) -> None:
    write("hi", "how much is portugal?", "stop")
    [item] = gathering.rows("SELECT payload FROM outbox WHERE carrier = 'whatsapp'")
    assert "Portugal" not in str(item["payload"])
    assert "You will get no more messages" in str(item["payload"])


def test_pieces_of_nothing_do_not_make_the_bot_fall_silent(gathering: Bot, write: Callable[..., None]) -> None:
    write("hi", *"abcdefg")
    assert len(_waiting(gathering)) == 2
    state = gathering.one("SELECT metadata AS state FROM whatsapp_sessions")["state"]
    assert '"quiet": true' not in str(state)


def test_what_comes_later_is_no_piece(gathering: Bot, write: Callable[..., None]) -> None:
    write("hi", "qwzx bvnm")
    age(gathering, 2 * MOMENT, Session.last_activity, OutboxItem.due_at)
    write("portugal")
    _, missed, page = _waiting(gathering)
    assert "Portugal" not in missed
    assert "Portugal" in page


def test_a_reply_that_has_left_is_followed_by_another(
    gathering: Bot, twin: Twin, amina: Customer, write: Callable[..., None]
) -> None:
    write("hi", "how much is portugal?")
    age(gathering, MOMENT, OutboxItem.due_at)
    gathering.deliver()
    write("how long?")
    assert len(_waiting(gathering)) == 3


def test_a_reply_that_may_have_left_stays_as_it_was_said(
    gathering: Bot, twin: Twin, amina: Customer, write: Callable[..., None]
) -> None:
    write("hi", "how much is portugal?")
    age(gathering, MOMENT, OutboxItem.due_at)
    twin.faults.hold = True  # no status tells
    twin.faults.answers = ["ok", "drop"]
    gathering.deliver()
    gathering.deliver()
    doubtful = "SELECT id FROM whatsapp_messages WHERE status = 'in_doubt'"
    kept = gathering.rows(doubtful)
    assert kept
    write("how long?")
    assert gathering.rows(doubtful) == kept
    assert len(_waiting(gathering)) == 3

"""A conversation that consultants let run out without an answer: is it told, once, who still waits?"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta

import pytest
from bot import Bot
from services.handover_tools import Box, command, hand_over, mail_settings, mails, staff_write
from services.service_tools import heard, web_of
from web.api.api_tools import ask

from metatwin import Customer, Twin
from relaystack.services.notices import digest, lapsed

WAITS = "A customer still waits for an answer: Amina"
QUIET = timedelta(hours=12, minutes=5)


@pytest.fixture
def mailing(make_bot: Callable[..., Bot], twin: Twin, mailbox: Box) -> Iterator[Bot]:
    """A bot that hears, has a mail server, and pages for staff."""
    bot = make_bot(**mail_settings(mailbox[1]), public_url="https://bot.example.com")
    with web_of(bot, twin):
        yield bot


def health(bot: Bot) -> list[str]:
    """The reasons about people who wait."""
    told = bot.client.get("/webhook/health").get_json()["reasons"]
    return [reason for reason in told if "answer" in reason]


def waiting(bot: Bot, box: Box) -> list[str]:
    """The mails about people who wait, whose names no health page has."""
    told = [text for subject, text in mails(bot, box).items() if subject.startswith(WAITS)]
    assert "Amina" not in str(health(bot))
    return told


def test_who_was_handed_over_and_never_answered_is_named_once(
    mailing: Bot, twin: Twin, amina: Customer, mailbox: Box
) -> None:
    heard(twin, (amina, "hi"))
    hand_over(mailing, amina)
    heard(twin, (amina, "Can you help me?"))
    assert waiting(mailing, mailbox) == []
    assert health(mailing) == []
    mailing.let_time_pass(QUIET)
    [text] = waiting(mailing, mailbox)
    assert "https://bot.example.com/console/conversations/1" in text
    assert "Waits since: " in text
    assert "Can you help me?" in text
    assert health(mailing) == ["1 customer waits for a person's answer that never came: "
                               "the digest and the e-mails say who"]  # fmt: skip
    for _ in range(3):
        mailing.deliver(minute=True)
    assert len(waiting(mailing, mailbox)) == 1
    assert len(health(mailing)) == 1


def test_the_digest_lists_who_waits(mailing: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"))
    hand_over(mailing, amina)
    mailing.let_time_pass(QUIET)
    with mailing.parts.database.transaction() as connection:
        assert digest.post_if_due(connection, time(0, 0), datetime.now(UTC), mailing.parts.conversation_settings.house)
    payload = mailing.one("SELECT payload FROM outbox WHERE key LIKE 'digest/%'")["payload"]
    assert "1 waiting for an answer" in str(payload)
    assert "- Amina, since " in str(payload)
    assert "https://bot.example.com/console/conversations/1" in str(payload)
    ask(mailing, "DELETE", "/api/contacts/1")  # it goes away with whom it names
    assert mailing.rows("SELECT payload FROM outbox") == []
    assert health(mailing) == []


@pytest.mark.parametrize("how", ["api", "app", "handback", "turn", "stop"])
def test_it_is_settled_by_an_answer_a_hand_back_or_the_bot(
    mailing: Bot, twin: Twin, amina: Customer, mailbox: Box, how: str
) -> None:
    heard(twin, (amina, "hi"))
    hand_over(mailing, amina)
    mailing.let_time_pass(QUIET)
    mailing.deliver(minute=True)
    assert health(mailing)
    match how:
        case "api":
            ask(mailing, "POST", "/api/conversations/1/messages", 202, json={"text": "This is Lea."})
        case "app":
            staff_write(mailing, amina)
        case "handback":
            command(mailing, "handback", "1")
        case words:
            heard(twin, (amina, {"turn": "menu"}.get(words, words)))
    assert health(mailing) == []
    mailing.let_time_pass(QUIET)
    assert len(waiting(mailing, mailbox)) == 1
    assert health(mailing) == []


def test_who_was_answered_in_time_waits_for_nothing(mailing: Bot, twin: Twin, amina: Customer, mailbox: Box) -> None:
    heard(twin, (amina, "hi"))
    hand_over(mailing, amina)
    heard(twin, (amina, "Can you help me?"))
    staff_write(mailing, amina)
    mailing.let_time_pass(QUIET)
    assert waiting(mailing, mailbox) == []
    assert health(mailing) == []


def test_what_comes_after_the_last_answer_waits_again(mailing: Bot, twin: Twin, amina: Customer, mailbox: Box) -> None:
    heard(twin, (amina, "hi"))
    staff_write(mailing, amina)
    mailing.let_time_pass(timedelta(hours=1))
    heard(twin, (amina, "And what does it cost?"))
    mailing.let_time_pass(QUIET)
    assert len(waiting(mailing, mailbox)) == 1
    ask(mailing, "POST", "/api/conversations/1/handover")  # taken again, and let run out again: another case
    mailing.let_time_pass(QUIET)
    mailing.deliver(minute=True)
    assert sum("still waits" in mail for mail in mailbox[0].mails) == 2


def test_a_programs_text_is_no_answer_of_a_person(mailing: Bot, twin: Twin, amina: Customer, mailbox: Box) -> None:
    heard(twin, (amina, "hi"))
    ask(mailing, "POST", "/api/conversations/1/handover")
    ask(mailing, "POST", "/api/conversations/1/messages", 202, json={"text": "Paid.", "take": False})
    mailing.let_time_pass(QUIET)
    assert len(waiting(mailing, mailbox)) == 1


def test_several_workers_tell_of_it_once(
    mailing: Bot, make_bot: Callable[..., Bot], twin: Twin, amina: Customer
) -> None:
    heard(twin, (amina, "hi"))
    hand_over(mailing, amina)
    mailing.let_time_pass(QUIET)
    bots = [mailing, *(make_bot() for _ in range(3))]

    def tell(bot: Bot) -> int:
        with bot.parts.database.transaction() as connection:
            return lapsed.tell(connection, bot.parts.database.now(connection))

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(tell, bots)) == 1
    assert len(mailing.rows("SELECT 1 FROM outbox WHERE key LIKE 'waiting/%'")) == 1

"""Is the office reminded of who waits, alarmed when nobody answers, and told of what was put off?"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta

import pytest
from bot import Bot
from services.handover_tools import Box, carry_out, hand_over, mail_settings, mails, staff_write
from services.service_tools import heard, web_of

from metatwin import Customer, Twin
from relaystack.engine.effects import FellQuiet
from relaystack.engine.office_hours import NO_WEEK
from relaystack.services.notices import reminders
from relaystack.services.office import schedule
from relaystack.services.office.schedule import Schedule

REMINDER, ALARM = "A customer waits for an answer: Amina", "Alarm: a customer waits for an answer: Amina"
BACK = "No longer put off: Amina"
HALF_AN_HOUR, TWO_HOURS = timedelta(minutes=31), timedelta(minutes=121)


@pytest.fixture
def mailing(make_bot: Callable[..., Bot], twin: Twin, mailbox: Box) -> Iterator[Bot]:
    """A bot that hears, has a mail server, and pages for staff."""
    bot = make_bot(**mail_settings(mailbox[1]), public_url="https://bot.example.com")
    with web_of(bot, twin):
        yield bot


def told(bot: Bot, box: Box) -> list[str]:
    """What of these mails has come, in order."""
    return [subject for subject in mails(bot, box) if subject in (REMINDER, ALARM, BACK)]


def now_and_for(hours: int) -> Schedule:
    """An office that opened an hour ago, or one that opens in some hours."""
    now = datetime.now(UTC)
    day, begins = now + timedelta(hours=hours), time((now.hour + hours) % 24)
    spans = ((begins, time((begins.hour + 1) % 24)),)
    return Schedule(tuple(spans if weekday == day.weekday() else () for weekday in range(7)))


def test_who_waits_is_told_of_once_and_then_louder(mailing: Bot, twin: Twin, amina: Customer, mailbox: Box) -> None:
    heard(twin, (amina, "hi"))
    hand_over(mailing, amina)
    heard(twin, (amina, "Can you help me?"))
    assert told(mailing, mailbox) == []
    mailing.let_time_pass(HALF_AN_HOUR)
    text = mails(mailing, mailbox)[REMINDER]
    assert "Nobody of you has it." in text
    assert "Can you help me?" in text
    assert "https://bot.example.com/console/conversations/1" in text
    assert told(mailing, mailbox) == [REMINDER]
    mailing.let_time_pass(TWO_HOURS)
    for _ in range(3):
        assert told(mailing, mailbox) == [REMINDER, ALARM]


def test_after_a_long_outage_the_alarm_says_it_all(mailing: Bot, twin: Twin, amina: Customer, mailbox: Box) -> None:
    heard(twin, (amina, "hi"))
    hand_over(mailing, amina)
    mailing.let_time_pass(TWO_HOURS)
    assert told(mailing, mailbox) == [ALARM]


def test_who_was_answered_is_reminded_of_when_they_wait_anew(
    mailing: Bot, twin: Twin, amina: Customer, mailbox: Box
) -> None:
    heard(twin, (amina, "hi"))
    hand_over(mailing, amina)
    staff_write(mailing, amina)
    mailing.let_time_pass(TWO_HOURS)
    assert told(mailing, mailbox) == []
    heard(twin, (amina, "Thank you. And the price?"))
    mailing.let_time_pass(HALF_AN_HOUR)
    assert told(mailing, mailbox) == [REMINDER]


def test_nobody_is_reminded_before_the_office_opens(mailing: Bot, twin: Twin, amina: Customer, mailbox: Box) -> None:
    schedule.change(mailing.parts.database, now_and_for(5), "Maya")
    heard(twin, (amina, "hi"))
    hand_over(mailing, amina)
    mailing.let_time_pass(HALF_AN_HOUR)
    assert told(mailing, mailbox) == []


@pytest.mark.parametrize("minutes", [0, 60])
def test_the_office_says_after_how_long(mailing: Bot, twin: Twin, amina: Customer, mailbox: Box, minutes: int) -> None:
    asked = Schedule(promise=timedelta(minutes=minutes), alarm=timedelta())
    schedule.change(mailing.parts.database, asked, "Maya")
    heard(twin, (amina, "hi"))
    hand_over(mailing, amina)
    mailing.let_time_pass(HALF_AN_HOUR)
    assert told(mailing, mailbox) == []
    mailing.let_time_pass(HALF_AN_HOUR)
    assert told(mailing, mailbox) == ([REMINDER] if minutes else [])


def test_what_is_put_off_comes_back_with_a_word(mailing: Bot, twin: Twin, amina: Customer, mailbox: Box) -> None:
    heard(twin, (amina, "hi"))
    hand_over(mailing, amina)
    until = datetime.now(UTC) + timedelta(minutes=50)
    mailing.rows("UPDATE contacts SET snoozed_until = :until", until=until.replace(tzinfo=None))
    mailing.let_time_pass(HALF_AN_HOUR)
    assert told(mailing, mailbox) == []
    mailing.let_time_pass(HALF_AN_HOUR)
    assert sorted(told(mailing, mailbox)) == [REMINDER, BACK]
    assert mailing.one("SELECT snoozed_until FROM contacts") == {"snoozed_until": None}
    assert len(told(mailing, mailbox)) == 2


def test_who_the_bot_answers_no_more_waits_as_well(mailing: Bot, twin: Twin, amina: Customer, mailbox: Box) -> None:
    heard(twin, (amina, "hi"))
    carry_out(mailing, amina, FellQuiet("loop"))
    mailing.let_time_pass(HALF_AN_HOUR)
    assert told(mailing, mailbox) == [REMINDER]


def test_of_several_workers_one_tells(mailing: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"))
    hand_over(mailing, amina)
    mailing.let_time_pass(HALF_AN_HOUR)
    database, house = mailing.parts.database, mailing.parts.conversation_settings.house

    def tell(_: int) -> int:
        with database.transaction() as connection:
            return reminders.tell(connection, Schedule(), house, datetime.now(UTC))

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(tell, range(8))) == 1
    assert mailing.one("SELECT count(*) AS n FROM outbox WHERE key LIKE 'waiting/%/1/mail'") == {"n": 1}


@pytest.mark.parametrize("odd", [
    Schedule((((time(9), time(8)),), *NO_WEEK[1:])),
    Schedule((((time(9), time(12)), (time(11), time(13))), *NO_WEEK[1:])),
    Schedule(promise=timedelta(minutes=30), alarm=timedelta(minutes=30)), Schedule(alarm=timedelta(days=8)),
    Schedule((((time(0), time(0)), (time(9), time(10))), *NO_WEEK[1:])),
])  # fmt: skip
def test_what_says_two_things_at_once_is_not_kept(bot: Bot, odd: Schedule) -> None:
    with pytest.raises(schedule.OddSchedule):
        schedule.change(bot.parts.database, odd, "Maya")
    assert bot.rows("SELECT name FROM office_settings") == []

"""Are staff told of what is wrong, not too often, and when it is over?"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from bot import Bot
from sqlalchemy import insert
from web.api.api_tools import ADA, furnished

from relaystack.models import DailyNumber
from relaystack.services.monitoring import alarms, troubles
from relaystack.services.monitoring.trouble import HOURS
from relaystack.services.office import schedule
from relaystack.services.office.schedule import Schedule
from relaystack.services.outbox import carrier_states

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def look(bot: Bot, now: datetime, *reasons: str) -> list[str]:
    """The subjects of the e-mails that a look brings."""
    settings = bot.parts.conversation_settings
    with bot.parts.database.transaction() as connection:
        found = list(troubles.found(connection, settings, reasons, now))
        alarms.tell(connection, found, settings.house, now)
    rows = bot.rows("SELECT payload FROM outbox WHERE key LIKE 'alarm/%' ORDER BY id")
    bot.rows("DELETE FROM outbox WHERE key LIKE 'alarm/%'")
    return [str(row["payload"]) for row in rows]


def test_degraded_is_told_after_ten_minutes_again_after_hours_and_when_it_is_over(bot: Bot) -> None:
    reason = "mail: 3 e-mails could not leave yet; see `flask failed list`"
    assert look(bot, NOON, reason) == []
    assert look(bot, NOON + 9 * MINUTE, reason) == []
    [mail] = look(bot, NOON + 10 * MINUTE, reason)
    assert "The bot needs somebody" in mail
    assert "3 e-mails could not leave" in mail
    assert "flask" not in mail
    assert look(bot, NOON + 60 * MINUTE, reason) == []
    assert len(look(bot, NOON + 10 * MINUTE + HOURS, reason)) == 1
    [over] = look(bot, NOON + 11 * MINUTE + HOURS)
    assert "All is well again" in over
    assert look(bot, NOON + 12 * MINUTE + HOURS) == []


def test_what_passes_by_itself_is_never_told(bot: Bot) -> None:
    look(bot, NOON, "whatsapp: the oldest message waits for 130 s")
    assert look(bot, NOON + 2 * MINUTE) == []


@pytest.fixture
def busy(bot: Bot) -> Bot:
    """An office that is open, and to which somebody always wrote on Wednesdays before noon."""
    schedule.change(bot.parts.database, Schedule(week=(((time(9), time(17)),),) * 7), "test")
    with bot.parts.database.transaction() as connection:
        for number in range(1, 5):
            day: date = NOON.date() - timedelta(days=7 * number)
            for hour in ("10", "11"):
                row: dict[str, Any] = {"day": day, "name": "hours", "a": hour, "b": "", "c": "", "value": 4}
                connection.execute(insert(DailyNumber), row)
    return bot


def test_silence_in_working_hours_is_told(busy: Bot) -> None:
    [mail] = look(busy, NOON)
    assert "Nobody has written for two hours" in mail
    assert look(busy, NOON.replace(hour=10)) != []  # somebody is there only since nine: it is over


def test_silence_where_there_often_is_none_is_not(busy: Bot) -> None:
    busy.rows("DELETE FROM daily_numbers WHERE day = '2026-11-04'")
    assert look(busy, NOON) == []


def test_many_failures_are_told(bot: Bot) -> None:
    furnished(bot)
    contact = bot.rows("SELECT id FROM contacts WHERE phone = :phone", phone=ADA)[0]["id"]
    for number in range(25):
        code = "131026" if number < 5 else "NULL"
        state = "failed" if number < 5 else "sent"
        bot.rows(
            "INSERT INTO whatsapp_messages (contact_id, message, direction, timestamp, status, kind, error_code)"
            f" VALUES ({contact}, 'x', 'outgoing', '2026-11-25 11:30:00+00', '{state}', 'text', {code})"
        )
    assert "Of 25 messages of the last hour 5 did not arrive" in look(bot, NOON)[0]
    assert look(bot, NOON + timedelta(days=1)) != []  # the hour is over: so it is said


def test_the_cost_of_a_day_is_told(make_bot: Callable[..., Bot]) -> None:
    bot = make_bot(cost_alarm_usd=10, free_messages_per_month=0)
    with bot.parts.database.transaction() as connection:
        row = {"day": NOON.date(), "name": "billed", "a": "utility", "b": "GB", "c": "regular", "value": 700}
        connection.execute(insert(DailyNumber), row)
    assert "cost US$ 11.13 today; the limit is US$ 10" in look(bot, NOON)[0]


def test_what_has_an_e_mail_of_its_own_is_not_told_by_a_second_one(bot: Bot) -> None:
    with bot.parts.database.transaction() as connection:
        carrier_states.stop(connection, "whatsapp", 131042, "no payment", NOON)
    assert look(bot, NOON) == []
    assert bot.rows("SELECT name FROM alarm_states") == [{"name": "stopped/whatsapp"}]

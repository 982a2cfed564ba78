"""Does the week's report come once, on Monday, with what changed, who waits and what it cost?"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from bot import Bot
from sqlalchemy import insert
from web.api.api_tools import EVE, furnished

from relaystack.models import DailyNumber, RolledDay
from relaystack.services.reporting import weekly

MONDAY = date(2026, 11, 30)
AT = time(7, 0)
WEEK = {"conversations": (120, 60), "leads": (9, 10), "handovers": (4, 4), "failures": (2, 0)}  # of it, and before it


@pytest.fixture
def office(make_bot: Callable[..., Bot]) -> Bot:
    """Two weeks that are counted; Eve waits for a person, and Ada has asked what nobody knew."""
    bot = make_bot(public_url="https://bot.example.com")
    people = furnished(bot)
    bot.client.post(f"/api/conversations/{people[EVE]}/handover", headers={"Authorization": "Bearer test-api-token"})
    with bot.parts.database.transaction() as connection:
        for day in (MONDAY - timedelta(days=number) for number in range(1, 22)):
            row = {"day": day, "counted_at": datetime.combine(MONDAY, time(1), UTC)}
            connection.execute(insert(RolledDay), row)
        for name, values in WEEK.items():
            for day, value in zip((MONDAY - timedelta(days=2), MONDAY - timedelta(days=9)), values, strict=True):
                code = "131026" if name == "failures" else "asked"
                number = {"day": day, "name": name, "a": code, "b": "", "c": "", "value": value}
                connection.execute(insert(DailyNumber), number)
    return bot


def posted(bot: Bot, at: datetime) -> bool:
    with bot.parts.database.transaction() as connection:
        return weekly.post_if_due(connection, bot.parts.conversation_settings, AT, at)


def mails(bot: Bot) -> list[dict[str, Any]]:
    found = bot.rows("SELECT payload FROM outbox WHERE key LIKE 'weekly/%'")
    return [
        row["payload"] if isinstance(row["payload"], dict) else __import__("json").loads(row["payload"])
        for row in found
    ]


def test_it_comes_on_monday_at_its_time_and_once(office: Bot) -> None:
    assert not posted(office, datetime.combine(MONDAY, time(6, 59), UTC))
    assert posted(office, datetime.combine(MONDAY, time(7, 1), UTC))
    assert not posted(office, datetime.combine(MONDAY + timedelta(days=1), time(7, 1), UTC))
    assert len(mails(office)) == 1


def test_it_says_what_changed_and_who_waits(office: Bot) -> None:
    posted(office, datetime.combine(MONDAY, time(8), UTC))
    [mail] = mails(office)
    assert mail["subject"] == "Week of 23 November 2026: 120 conversations, 9 new leads"
    changed = mail["text"].split("What changed most:\n")[1].split("\n\n")[0].splitlines()
    assert changed == [
        "- Not delivered: 2, before 0", "- Conversations: 120, before 60", "- New leads: 9, before 10"
    ]  # fmt: skip
    people = office.rows("SELECT id FROM contacts ORDER BY id")
    assert f"https://bot.example.com/console/conversations/{people[1]['id']}" in mail["text"]
    assert "qwxz vvbn" in mail["text"]
    assert "https://bot.example.com/console/numbers?first=2026-11-23&last=2026-11-29" in mail["text"]
    assert sorted(mail["contact_ids"]) == [row["id"] for row in people]


def test_it_waits_until_the_week_is_counted(office: Bot) -> None:
    office.rows("DELETE FROM rolled_days WHERE day = :day", day=str(MONDAY - timedelta(days=1)))
    office.rows("UPDATE whatsapp_messages SET timestamp = '2026-11-01 10:00:00'")
    assert not posted(office, datetime.combine(MONDAY, time(8), UTC))
    assert mails(office) == []

"""Are staff told of figures that must be looked at again, a month before and on the day, and not each day?"""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from bot import Bot

from relaystack.services.notices import digest

DAY = date(2031, 5, 10)  # by which Greece must be looked at; the rest is not due for long
TITLE = "Programmes to look at again:"


@pytest.fixture
def due(bot: Bot) -> Bot:
    """One programme that will be due."""
    bot.rows("UPDATE investment_programs SET review_by = '2040-01-01', expires_on = NULL")
    bot.rows("UPDATE investment_programs SET review_by = :day WHERE code = 'gr-golden-visa'", day=DAY)
    return bot


def told(bot: Bot, day: date) -> list[str]:
    """What the digest of a day says of programmes."""
    with bot.parts.database.transaction() as connection:
        digest.post_if_due(connection, time(0), datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
    [row] = bot.rows("SELECT payload AS it FROM outbox WHERE key = :key", key=f"digest/{day}/mail")
    text = str(row["it"]).replace("\\n", "\n")
    return text.split(TITLE)[1].split("\n")[1:2] if TITLE in text else []


def test_it_is_told_a_month_before_and_on_the_day(due: Bot) -> None:
    began = DAY - timedelta(days=35)
    found = {day: lines for n in range(45) if (lines := told(due, day := began + timedelta(days=n)))}
    assert list(found) == [DAY - timedelta(days=29), DAY + timedelta(days=1)]
    [before], [after] = found.values()
    assert "by 10 May 2031" in before
    assert "no longer says its figures for certain" in after
    assert "Greece" in before


def test_a_day_without_an_e_mail_loses_nothing(due: Bot) -> None:
    assert told(due, DAY - timedelta(days=32)) == []
    assert "by 10 May 2031" in told(due, DAY - timedelta(days=26))[0]


@pytest.mark.parametrize("state", ["hidden = true", "status = 'closed'"])
def test_what_nobody_sees_is_not_told(state: str, due: Bot) -> None:
    due.rows(f"UPDATE investment_programs SET {state} WHERE code = 'gr-golden-visa'")
    assert told(due, DAY) == []
    assert told(due, DAY + timedelta(days=1)) == []

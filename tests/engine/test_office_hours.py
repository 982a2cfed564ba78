"""When is somebody in the office, and what does a customer read of it?"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from talking import Talk

from relaystack.engine.office_hours import ALWAYS, NO_WEEK, OfficeHours

DUBAI, BERLIN = ZoneInfo("Asia/Dubai"), ZoneInfo("Europe/Berlin")
NINE, ONE, TWO, SIX = (time(hour) for hour in (9, 13, 14, 18))
WORKDAY = ((NINE, ONE), (TWO, SIX))
OFFICE = OfficeHours(((WORKDAY,) * 5 + (((time(10), TWO),), ())), frozenset({date(2026, 12, 2)}), DUBAI)


def at(written: str, zone: ZoneInfo = DUBAI) -> datetime:
    """A moment by the clock on the office's wall."""
    return datetime.fromisoformat(written).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(("now", "opens"), [
    ("2026-11-30 09:00", None), ("2026-11-30 12:59", None), ("2026-11-30 08:59", "2026-11-30 09:00"),
    ("2026-11-30 13:00", "2026-11-30 14:00"), ("2026-11-30 18:00", "2026-12-01 09:00"),
    ("2026-12-01 18:00", "2026-12-03 09:00"),  # over a holiday
    ("2026-12-05 14:00", "2026-12-07 09:00"),  # over a Sunday
])  # fmt: skip
def test_it_opens_when_somebody_comes(now: str, opens: str | None) -> None:
    assert OFFICE.opens(at(now)) == (at(opens) if opens else None)


@pytest.mark.parametrize(("now", "hours", "since"), [
    ("2026-11-30 11:00", 1, "2026-11-30 10:00"), ("2026-11-30 14:30", 1, "2026-11-30 12:30"),
    ("2026-12-03 09:30", 1, "2026-12-01 17:30"), ("2026-12-06 23:00", 4, "2026-12-05 10:00"),
])  # fmt: skip
def test_working_time_passes_while_somebody_is_there(now: str, hours: int, since: str) -> None:
    assert OFFICE.before(at(now), timedelta(hours=hours)) == at(since)


def test_an_evening_may_end_at_midnight_and_the_clock_may_change() -> None:
    night = OfficeHours(((((time(20), time(0)),),) + ((),) * 6), zone=BERLIN)
    assert night.opens(at("2026-11-30 23:59", BERLIN)) is None
    assert night.opens(at("2026-12-01 00:00", BERLIN)) == at("2026-12-07 20:00", BERLIN)
    sundays = OfficeHours(((),) * 6 + (((time(1), time(4)),),), zone=BERLIN)  # 25 October 2026 has 25 hours
    assert sundays.before(at("2026-10-25 12:00", BERLIN), timedelta(hours=4)) == at("2026-10-25 01:00", BERLIN)


def test_without_hours_somebody_is_always_there() -> None:
    now = at("2026-12-06 03:00")
    assert (ALWAYS.opens(now), ALWAYS.before(now, timedelta(hours=1))) == (None, now - timedelta(hours=1))
    never = replace(OFFICE, week=NO_WEEK)
    assert (never.are_known, never.opens(now)) == (False, None)


def test_an_office_that_never_comes_back_says_nothing_of_when() -> None:
    days = frozenset(date(2026, 9, 1) + timedelta(days=day) for day in range(300))
    gone = replace(OFFICE, holidays=days)
    assert gone.opens(at("2026-11-30 10:00")) is None
    assert gone.before(at("2026-11-30 10:00"), timedelta(hours=1)) < at("2026-10-10 00:00")


@given(
    st.integers(0, 527_040).map(lambda minutes: at("2026-01-01") + timedelta(minutes=minutes)), st.integers(1, 3000),
    st.integers(0, 3000),
)  # fmt: skip
def test_whoever_waits_longer_came_earlier(now: datetime, minutes: int, more: int) -> None:
    """The moment goes back as time is asked for, and forward as time passes."""
    office = replace(OFFICE, zone=BERLIN)
    since = office.before(now, timedelta(minutes=minutes))
    assert since < now
    assert office.before(now, timedelta(minutes=minutes + more)) <= since
    assert office.before(now + timedelta(minutes=more), timedelta(minutes=minutes)) >= since


@pytest.mark.parametrize(("language", "hours", "opens"), [
    ("en", "(Mon–Fri 9:00 AM–1:00 PM + 2:00 PM–6:00 PM, Sat 10:00 AM–2:00 PM)",
     "closed right now and opens again on Wed, Jul 1, 9:00 AM (UTC+4)"),
    ("ar", "السبت", "الأربعاء، 1 يوليو"),
    ("es", "(lun–vie 9:00–13:00 + 14:00–18:00, sáb 10:00–14:00)", "mié, 1 de julio, 9:00 (UTC+4)"),
])  # fmt: skip
def test_who_asks_for_a_person_out_of_hours_reads_when_somebody_is_there(language: str, hours: str, opens: str) -> None:
    talk = Talk("hi", on="2026-06-30")
    talk.rehearsal.person = replace(talk.rehearsal.person, language=language)
    talk.rehearsal.office = OFFICE
    talk.rehearsal.now = at("2026-06-30 21:00")
    said = talk("human").replace("\u202f", " ")
    assert opens in said
    assert hours in said  # of which the content itself says nothing


def test_while_somebody_is_there_nothing_is_said_of_closing() -> None:
    talk = Talk("hi", on="2026-06-30")
    talk.rehearsal.office = OFFICE
    talk.rehearsal.now = at("2026-06-30 10:00")
    assert "closed" not in talk("human")


def test_what_is_passed_on_says_so_too() -> None:
    talk = Talk("hi", on="2026-06-30")
    talk.rehearsal.office = OFFICE
    talk.rehearsal.now = at("2026-06-30 21:00")
    assert "opens again on Wed" in talk("please call me tomorrow evening")


def test_who_asks_for_the_hours_reads_the_offices() -> None:
    talk = Talk("hi")
    talk.rehearsal.office = OFFICE
    said = talk("what are your opening hours?").replace("\u202f", " ")
    assert "Mon–Fri 9:00 AM–1:00 PM + 2:00 PM–6:00 PM, Sat 10:00 AM–2:00 PM" in said

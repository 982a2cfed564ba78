"""Is what is offered within the hours of the wall clock, on every day, in every zone, and is nothing taken in it?"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relaystack.engine.free_times import CELL, Diary, cells, spread
from relaystack.engine.office_hours import Week

# Half hours and three quarters, both hemispheres, a clock that is changed at midnight, and one by half an hour.
ZONES = ("UTC", "Europe/Lisbon", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe",
         "America/Santiago", "Africa/Casablanca", "Pacific/Chatham", "Asia/Dubai")  # fmt: skip
BETWEEN = datetime(2026, 1, 1), datetime(2028, 1, 1)  # noqa: DTZ001 (hypothesis gives them their zone)
QUARTERS = [time(n // 4, n % 4 * 15) for n in range(96)]


def always(*span: time) -> Week:
    """The same hours on each day."""
    return ((span,),) * 7  # type: ignore[return-value]


def diary(zone: str, begins: time, ends: time, minutes: int = 30, buffer: int = 0) -> Diary:
    length, after = timedelta(minutes=minutes), timedelta(minutes=buffer)
    return Diary(1, ZoneInfo(zone), always(begins, ends), length, after)


def local(zone: str, day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZoneInfo(zone)).astimezone(UTC)


def free_on(one: Diary, day: date) -> list[str]:
    """What is offered on that day, as its clock on the wall shows it."""
    begins = local(str(one.zone), day, 0)
    found = one.free(begins, begins + timedelta(hours=26), begins)
    return [f"{at.astimezone(one.zone):%H:%M}" for at in found if at.astimezone(one.zone).date() == day]


@given(
    zone=st.sampled_from(ZONES), now=st.datetimes(*BETWEEN, timezones=st.just(UTC)),
    hours=st.lists(st.sampled_from(QUARTERS), min_size=2, max_size=2, unique=True).map(sorted),
    minutes=st.sampled_from([15, 30, 45, 60]), buffer=st.sampled_from([0, 15, 30]), notice=st.integers(0, 3000),
)  # fmt: skip
def test_what_is_offered_lies_within_the_hours_by_the_wall_clock(
    zone: str, now: datetime, hours: list[time], minutes: int, buffer: int, notice: int
) -> None:
    one = diary(zone, hours[0], hours[1], minutes, buffer)
    one = Diary(1, one.zone, one.week, one.length, one.buffer, timedelta(minutes=notice))
    found = list(one.free(now, now + timedelta(days=5)))
    for at in found:
        begins, ends = (t.astimezone(one.zone).replace(tzinfo=None) for t in (at, at + one.length))
        assert at >= now + one.notice
        assert hours[0] <= begins.time()
        assert ends <= datetime.combine(begins.date(), hours[1])
        assert not at.minute % 15
        assert one.is_free(at, now)
    assert all(later - earlier >= one.length + one.buffer for earlier, later in pairwise(found))


@given(
    zone=st.sampled_from(ZONES), day=st.dates(date(2026, 1, 1), date(2027, 12, 31)), busy=st.sets(st.integers(0, 95))
)
def test_nothing_that_is_taken_is_offered(zone: str, day: date, busy: set[int]) -> None:
    begins = local(zone, day, 0)
    taken = frozenset(begins + n * CELL for n in busy)
    one = Diary(1, ZoneInfo(zone), always(time(9), time(17)), 2 * CELL, CELL, taken=taken)
    for at in one.free(begins, begins + timedelta(days=2)):
        assert taken.isdisjoint(cells(at, 3 * CELL))


@pytest.mark.parametrize(
    ("day", "offered"),
    [
        (date(2026, 3, 8), ["00:00", "01:00", "03:00"]),  # 02:00 to 03:00 is left out in New York
        (date(2026, 11, 1), ["00:00", "01:00", "01:00", "02:00", "03:00"]),  # 01:00 to 02:00 is there twice
        (date(2026, 6, 1), ["00:00", "01:00", "02:00", "03:00"]),
    ],
)
def test_clock_changes_keep_to_the_wall(day: date, offered: list[str]) -> None:
    assert free_on(diary("America/New_York", time(0), time(4), 60), day) == offered


@pytest.mark.parametrize(("day", "hour"), [(date(2026, 3, 27), 9), (date(2026, 3, 30), 8), (date(2026, 10, 26), 9)])
def test_nine_in_lisbon_is_another_hour_in_utc_in_summer(day: date, hour: int) -> None:
    one = diary("Europe/Lisbon", time(9), time(10), 60)
    [at] = one.free(local("UTC", day, 0), local("UTC", day, 23))
    assert at == local("UTC", day, hour)


def test_zones_with_parts_of_hours_begin_on_their_own_hour() -> None:
    assert free_on(diary("Asia/Kathmandu", time(10), time(11)), date(2026, 5, 4)) == ["10:00", "10:30"]
    [first, _] = diary("Asia/Kathmandu", time(10), time(11)).free(local("UTC", date(2026, 5, 4), 0),
                                                                 local("UTC", date(2026, 5, 4), 20))  # fmt: skip
    assert first == local("UTC", date(2026, 5, 4), 4, 15)


def test_nobody_is_booked_on_a_holiday_or_beyond_the_break() -> None:
    day = date(2026, 5, 4)
    one = Diary(1, ZoneInfo("Asia/Dubai"), always(time(9), time(12)), 3 * CELL, CELL, holidays=frozenset({day}))
    assert free_on(one, day) == []
    assert free_on(one, date(2026, 5, 5)) == ["09:00", "10:00", "11:00"]


def test_midnight_may_be_the_end() -> None:
    assert free_on(diary("Asia/Dubai", time(23), time(0)), date(2026, 5, 4)) == ["23:00", "23:30"]


def test_the_clock_may_be_put_forward_as_an_appointment_ends() -> None:
    day, half = date(2026, 3, 28), timedelta(minutes=30)  # in Beirut it is 01:00 after the last moment of that day
    one = diary("Asia/Beirut", time(23), time(0))
    assert free_on(one, day) == ["23:00", "23:30"]
    assert one.is_open(local("Asia/Beirut", day, 23, 30), half)


def test_a_choice_is_made_from_all_parts_of_a_day() -> None:
    times = [datetime(2026, 5, 4, hour, tzinfo=UTC) for hour in range(9, 18)]
    assert [at.hour for at in spread(times, 3)] == [9, 13, 17]
    assert spread(times[:2], 3) == times[:2]


def test_what_is_open_is_so_however_appointments_lie_in_it() -> None:
    half, one = timedelta(minutes=30), diary("Asia/Kathmandu", time(9), time(12), 45, 15)
    day = date(2026, 3, 28)
    assert [one.is_open(local("Asia/Kathmandu", day, *at), half) for at in ((9, 30), (11, 30), (11, 45), (8, 45))] == [
        True, True, False, False]  # fmt: skip
    assert not replace(one, holidays=frozenset({day})).is_open(local("Asia/Kathmandu", day, 10), half)
    late = diary("Asia/Kathmandu", time(22), time(0))
    assert late.is_open(local("Asia/Kathmandu", day, 23, 30), half)
    assert not late.is_open(local("Asia/Kathmandu", day, 23, 45), half)

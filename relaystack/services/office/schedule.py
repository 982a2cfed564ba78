"""When is the office open, and how soon does it answer? Set by its people, followed within seconds."""

import time as clock
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, select, update

from relaystack.engine.office_hours import DAYS, NO_WEEK, OfficeHours, Span, Week, follow_one_another
from relaystack.models import OfficeSetting

from ..storage import audit
from ..storage.database import Database, insert
from ..storage.versions import must_be

NAME = "schedule"
HOLIDAYS, LONGEST_NAME = 200, 60  # days; characters of one's name
LONGEST = timedelta(days=7)
FRESH_SECONDS = 5.0


class OddSchedule(Exception):
    """It cannot be kept so; the text says what to do."""


@dataclass(frozen=True)
class Schedule:
    """The week, the holidays by their days, and after how much working time somebody who waits is reminded of.

    `alarm` is when staff are told once more, louder. Nothing is told where `promise` or `alarm` is zero.
    """

    week: Week = NO_WEEK
    holidays: Mapping[date, str] = field(default_factory=dict)
    promise: timedelta = timedelta(minutes=30)
    alarm: timedelta = timedelta(hours=2)

    def hours(self, zone: tzinfo) -> OfficeHours:
        """For who asks whether somebody is there."""
        return OfficeHours(self.week, frozenset(self.holidays), zone)

    def late_since(self, zone: tzinfo, now: datetime) -> datetime | None:
        """Who waits since then, or longer, waits longer than was promised; None where nothing was."""
        return self.hours(zone).before(now, self.promise) if self.promise else None

    def by_day(self) -> Iterator[tuple[str, tuple[Span, ...]]]:
        """The hours of each day, by its name."""
        return zip(DAYS, self.week, strict=True)

    @cached_property
    def shown(self) -> dict[str, Any]:
        """As it is kept, and as its version goes by."""
        return {
            **week_kept(self.week),
            "holidays": {day.isoformat(): name for day, name in sorted(self.holidays.items())},
            "promise_minutes": self.promise // timedelta(minutes=1),
            "alarm_minutes": self.alarm // timedelta(minutes=1),
        }

    def checked(self) -> "Schedule":
        """The same. Raises OddSchedule where it says two things at once, or too much."""
        for day, spans in self.by_day():
            check(day.capitalize(), spans)
        if len(self.holidays) > HOLIDAYS or any(len(name) > LONGEST_NAME for name in self.holidays.values()):
            raise OddSchedule(f"There are {HOLIDAYS} holidays at the most, and a name has {LONGEST_NAME} characters.")
        if not all(timedelta() <= one <= LONGEST for one in (self.promise, self.alarm)):
            raise OddSchedule("Reminder and alarm come within seven days.")
        if timedelta() < self.alarm <= self.promise:
            raise OddSchedule("The alarm comes after the reminder: give it more minutes.")
        return self


def check(day: str, spans: tuple[Span, ...]) -> None:
    """Raise OddSchedule unless the times of a day follow one another; midnight may be the last."""
    if not follow_one_another(spans):
        raise OddSchedule(f"{day}: each time must be later than the one before it.")


def week_kept(week: Week) -> dict[str, Any]:
    """A week as tables keep it."""
    return {day: [[f"{at:%H:%M}" for at in span] for span in spans] for day, spans in zip(DAYS, week, strict=True)}


def week_of(kept: Mapping[str, Any]) -> Week:
    """The week that `week_kept` made so."""
    return tuple(
        tuple((time.fromisoformat(begins), time.fromisoformat(ends)) for begins, ends in kept[day]) for day in DAYS
    )


def _kept(value: Mapping[str, Any]) -> Schedule:
    return Schedule(
        week_of(value),
        {date.fromisoformat(day): name for day, name in value["holidays"].items()},
        timedelta(minutes=value["promise_minutes"]),
        timedelta(minutes=value["alarm_minutes"]),
    )


_LOCKED = select(OfficeSetting.value).where(OfficeSetting.name == NAME).with_for_update()


def of(connection: Connection) -> Schedule:
    """What is set by now."""
    value = connection.scalar(select(OfficeSetting.value).where(OfficeSetting.name == NAME))
    return _kept(value) if value else Schedule()


def change(database: Database, wanted: Schedule, by: str, seen: Container[str] | None = None) -> bool:
    """Set it, and write down who did; whether that changed anything. Raises OddSchedule, or Outdated by `seen`."""
    wanted.checked()
    now = datetime.now(UTC)
    with database.transaction() as connection:
        first = insert(connection, OfficeSetting).on_conflict_do_nothing()
        connection.execute(first, {"name": NAME, "value": Schedule().shown, "updated_at": now})
        before = _kept(connection.execute(_LOCKED).scalar_one()).shown
        must_be(seen, before)
        after = {name: value for name, value in wanted.shown.items() if value != before[name]}
        if after:
            changed = {"value": wanted.shown, "updated_at": now}
            connection.execute(update(OfficeSetting).where(OfficeSetting.name == NAME).values(changed))
            audit.note(connection, by, "office.schedule", "office:schedule", before, after, now)
    return bool(after)


class ScheduleCache:
    """The schedule, read again when it is a few seconds old: no message pays for it."""

    def __init__(self) -> None:
        self._read_at = -FRESH_SECONDS
        self._schedule = Schedule()

    def get(self, connection: Connection) -> Schedule:
        """The schedule, at most FRESH_SECONDS old."""
        now = clock.monotonic()
        if now - self._read_at >= FRESH_SECONDS:
            self._schedule, self._read_at = of(connection), now
        return self._schedule

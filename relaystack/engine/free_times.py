"""When can somebody be booked? Working hours by the wall clock, less holidays and what is taken; pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .office_hours import NO_WEEK, Span, Week

CELL = timedelta(minutes=15)
_DAY = timedelta(days=1)
_MOMENT = timedelta(microseconds=1)
_MIDNIGHT = time()


@dataclass(frozen=True)
class Diary:
    """A consultant's: the hours of each weekday in their zone, how appointments lie in them, and what is taken.

    `taken` holds the beginnings of quarters of an hour. What begins within `notice` is offered no more.
    """

    member: int
    zone: ZoneInfo
    week: Week = NO_WEEK
    length: timedelta = 2 * CELL
    buffer: timedelta = timedelta()
    notice: timedelta = timedelta()
    holidays: frozenset[date] = frozenset()
    taken: frozenset[datetime] = frozenset()

    def free(self, now: datetime, until: datetime, since: datetime | None = None) -> Iterator[datetime]:
        """The beginnings, in UTC, of what may be booked by now between the two, the earliest first."""
        first = max(now + self.notice, since or now)
        day, last = (at.astimezone(self.zone).date() for at in (first, until))
        while day <= last:
            for at in self._of_day(day):
                if first <= at < until and self.taken.isdisjoint(cells(at, self.length + self.buffer)):
                    yield at
            day += _DAY

    def is_free(self, at: datetime, now: datetime) -> bool:
        """Whether that very time may be booked by now."""
        return at in self.free(now, at + CELL, at)

    def is_open(self, at: datetime, length: timedelta) -> bool:
        """Whether that whole time lies in the hours of a day that is no holiday, however appointments lie in them."""
        here = self._wall(at)
        day, ends = here.date(), self._wall_end(at + length)
        return day not in self.holidays and any(
            datetime.combine(day, begins) <= here and ends <= _end(day, last)
            for begins, last in self.week[day.weekday()]
        )

    def _of_day(self, day: date) -> Iterator[datetime]:
        if day not in self.holidays:
            for span in self.week[day.weekday()]:
                yield from self._of_span(day, span)

    def _of_span(self, day: date, span: Span) -> Iterator[datetime]:
        begins, ends = span
        last = _end(day, ends)
        at = datetime.combine(day, begins, self.zone).astimezone(UTC)
        # A clock that is put forward leaves out a part of the day, one that is put back has a part twice: what counts
        # is what the wall clock says at the beginning and at the end.
        while self._wall(at) < last:
            if self._wall(at) >= datetime.combine(day, begins) and self._wall_end(at + self.length) <= last:
                yield at
            at += self.length + self.buffer

    def _wall(self, at: datetime) -> datetime:
        return at.astimezone(self.zone).replace(tzinfo=None)

    def _wall_end(self, at: datetime) -> datetime:
        """What the clock says as something ends: it may be set at that very moment (Beirut: at midnight)."""
        return self._wall(at - _MOMENT) + _MOMENT


def _end(day: date, ends: time) -> datetime:
    return datetime.combine(day if ends != _MIDNIGHT else day + _DAY, ends)


def cells(at: datetime, length: timedelta) -> list[datetime]:
    """The beginnings of the quarters of an hour that so much time takes from then on."""
    return [at + n * CELL for n in range(-(-length // CELL))]


def spread(times: Sequence[datetime], most: int) -> list[datetime]:
    """At the most so many of them, from all parts of what there is."""
    if len(times) <= most:
        return list(times)
    return [times[n * (len(times) - 1) // max(most - 1, 1)] for n in range(most)]

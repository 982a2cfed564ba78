"""When is somebody in the office? Working time as people count it: by the wall clock there, without holidays."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from itertools import groupby

from . import locale_formats

Span = tuple[time, time]  # from, until; an end that is not after its beginning is on the next day
Week = tuple[tuple[Span, ...], ...]  # the spans of each day, Monday first
NO_WEEK: Week = ((),) * 7
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SPANS = 2  # of a day: before a break and after it
_MIDNIGHT = time()
FURTHEST = 60  # days that are looked at: an office that opens on none of them says nothing of when
_DAY = timedelta(days=1)


def follow_one_another(spans: tuple[Span, ...]) -> bool:
    """Whether there are not too many, and each time is later than the one before; midnight may be the last."""
    times = [at for span in spans for at in span]
    later = times[1:-1] + [at for at in times[-1:] if at != _MIDNIGHT]
    return len(spans) <= SPANS and all(one > before for before, one in zip(times, later, strict=False))


@dataclass(frozen=True)
class OfficeHours:
    """The hours of each weekday, and the days on which nobody comes. Without any hours somebody is always there."""

    week: Week = NO_WEEK
    holidays: frozenset[date] = frozenset()
    zone: tzinfo = UTC

    @property
    def are_known(self) -> bool:
        """Whether the office has said when it is open."""
        return any(self.week)

    def opens(self, now: datetime) -> datetime | None:
        """When somebody is there again; None while somebody is, or where that is not known."""
        for begins, ends in self._spans(now, 1):
            if now < ends:
                return begins if now < begins else None
        return None

    def before(self, now: datetime, worked: timedelta) -> datetime:
        """Who waits since then or longer has waited for at least so much working time.

        One moment for all who wait. Where the office has not been open for so long, it lies further back than anybody
        is looked for.
        """
        if not self.are_known:
            return now - worked
        for begins, ends in self._spans(now, -1):
            span = min(ends, now) - begins
            if span >= worked:
                return begins + span - worked
            worked -= max(span, timedelta())
        return now - FURTHEST * _DAY

    def worked(self, since: datetime, until: datetime) -> timedelta:
        """How much working time lies between the two; all of it where no hours are known."""
        if not self.are_known:
            return max(until - since, timedelta())
        total = timedelta()
        for begins, ends in self._spans(since, 1):
            if begins >= until:
                break
            total += max(min(ends, until) - max(begins, since), timedelta())
        return total

    def words(self, language: str) -> str:
        """The week as a customer reads it, days with the same hours together: `Mon–Fri 9:00 AM–6:00 PM`."""
        return _words(self.week, language)

    def _spans(self, now: datetime, step: int) -> Iterator[tuple[datetime, datetime]]:
        """When it opens and closes, from today on or backwards; from the day before, whose hours may reach into it."""
        today = now.astimezone(self.zone).date()
        for days in range(-1, FURTHEST):
            day = today + step * days * _DAY
            spans = () if day in self.holidays else self.week[day.weekday()]
            for begins, ends in spans[::step]:
                yield self._at(day, begins), self._at(day + _DAY if ends <= begins else day, ends)

    def _at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.zone).astimezone(UTC)


ALWAYS = OfficeHours()  # somebody is there, as far as anybody said


@lru_cache(256)
def _words(week: Week, language: str) -> str:
    told = []
    for spans, days in groupby(range(7), key=lambda day: week[day]):
        if spans:
            same = list(days)
            names = dict.fromkeys(locale_formats.weekday(language, day) for day in (same[0], same[-1]))
            hours = ("–".join(locale_formats.clock(language, at) for at in span) for span in spans)
            told.append(f"{'–'.join(names)} {' + '.join(hours)}")
    return locale_formats.listed(language, told)

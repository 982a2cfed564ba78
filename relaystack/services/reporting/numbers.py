"""The numbers of a span of days, read from what is kept of each day; beside them those of the span before."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, func, select

from relaystack.models import DailyNumber, RolledDay

from .counting import Key
from .days import Days

_BY_DAY = ("conversations", "hours")
_KEY = (DailyNumber.name, DailyNumber.a, DailyNumber.b, DailyNumber.c)


@dataclass(frozen=True)
class Numbers:
    """How much of what there was; `by_day` holds conversations and messages in, `last` until when it was counted."""

    days: Days
    counts: Mapping[Key, int] = field(default_factory=dict)
    by_day: Mapping[tuple[date, str, str], int] = field(default_factory=dict)

    def total(self, name: str, *of: str) -> int:
        """The sum of a number, of all that is `of` these as far as they are given."""
        want = (name, *of)
        return sum(value for key, value in self.counts.items() if key[: len(want)] == want)

    def by(self, name: str, position: int = 1) -> Counter[str]:
        """A number by what it is of; the most first."""
        found: Counter[str] = Counter()
        for key, value in self.counts.items():
            if key[0] == name:
                found[key[position]] += value
        return Counter(dict(sorted(found.items(), key=lambda one: (-one[1], one[0]))))

    def on_days(self, name: str) -> Counter[date]:
        """A number by the day, of those that are kept by day."""
        found: Counter[date] = Counter()
        for (day, named, _), value in self.by_day.items():
            if named == name:
                found[day] += value
        return found

    def spread(self, name: str, of: str | None = None) -> "Spread":
        """How values are spread that are kept as how often each came: minutes until an answer."""
        found: Counter[int] = Counter()
        for (named, a, b, _), times in self.counts.items():
            if named == name and of in (None, a):
                found[int(b)] += times
        return Spread(found)


@dataclass(frozen=True)
class Spread:
    """How often each value came."""

    times: Mapping[int, int]

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(self.times.values())

    def reached_by(self, percent: int) -> int | None:
        """The least value that so many of a hundred do not pass; None where there are none."""
        wanted, passed = -(-self.count * percent // 100), 0
        for value in sorted(self.times):
            passed += self.times[value]
            if passed >= wanted:
                return value
        return None


def read(connection: Connection, days: Days) -> Numbers:
    """The numbers of a span."""
    within = DailyNumber.day.between(days.first, days.last)
    rows = connection.execute(select(*_KEY, func.sum(DailyNumber.value)).where(within).group_by(*_KEY))
    counts = {(row[0], row[1], row[2], row[3]): int(row[4]) for row in rows}
    by_day = (DailyNumber.day, DailyNumber.name, DailyNumber.a)
    few = select(*by_day, func.sum(DailyNumber.value)).where(within, DailyNumber.name.in_(_BY_DAY)).group_by(*by_day)
    return Numbers(days, counts, {(row[0], row[1], row[2]): int(row[3]) for row in connection.execute(few)})


def uncounted(connection: Connection, days: Days) -> int:
    """How many of these days were not counted yet."""
    there = select(func.count()).select_from(RolledDay).where(RolledDay.day.between(days.first, days.last))
    return len(days) - (connection.scalar(there) or 0)

"""Days as the company counts them: from midnight to midnight by its clock, of 23 or 25 hours where that is changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

ONE = timedelta(days=1)
LONGEST = 366  # days of a span


@dataclass(frozen=True)
class Days:
    """A span of days, both ends in it."""

    first: date
    last: date

    @classmethod
    def until(cls, last: date, count: int) -> "Days":
        """So many days, of which that is the last."""
        return cls(last - (count - 1) * ONE, last)

    def __len__(self) -> int:
        return (self.last - self.first).days + 1

    def __iter__(self) -> Iterator[date]:
        return (self.first + number * ONE for number in range(len(self)))

    @property
    def before(self) -> "Days":
        """As many days, right before these."""
        return Days.until(self.first - ONE, len(self))

    def bounds(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """The first moment in it, and the first after it."""
        return begins(self.first, zone), begins(self.last + ONE, zone)


def begins(day: date, zone: tzinfo) -> datetime:
    """The first moment of a day."""
    return datetime.combine(day, time(), zone).astimezone(UTC)

"""What messages have cost, as far as price cards tell: an estimate, Meta's invoice decides."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, func, select

from relaystack.engine.message_prices import SERVICE, PriceCard, price
from relaystack.models import DailyNumber

from .days import Days

_FREE_OF_MONTH = "free_customer_service"  # as Meta calls what its allowance has paid for


@dataclass
class Cost:
    """One class of messages to one country: how many were billed, how many of those our allowance covers, dollars."""

    category: str
    country: str
    billed: int = 0
    covered: int = 0
    unpriced: int = 0
    usd: Decimal = Decimal(0)


@dataclass(frozen=True)
class Costs:
    """All of a span, and how many free ones of the last day's month are used."""

    lines: Sequence[Cost] = ()
    free_used: int = 0
    free: int = 0

    @property
    def usd(self) -> Decimal:
        """The sum."""
        return sum((line.usd for line in self.lines), Decimal(0))

    @property
    def billed(self) -> int:
        """How many messages were billed."""
        return sum(line.billed for line in self.lines)

    @property
    def unpriced(self) -> int:
        """How many of them have no price on any card: the sum is too low by what they cost."""
        return sum(line.unpriced for line in self.lines)

    def each(self, count: int) -> Decimal | None:
        """What one of so many has cost."""
        return self.usd / count if count else None


@dataclass
class _Reckoning:
    """Goes through the days of whole months, since the free messages of a month go by its first day."""

    cards: Sequence[PriceCard]
    free: int
    used: Counter[tuple[int, int]] = field(default_factory=Counter)
    lines: dict[tuple[str, str], Cost] = field(default_factory=dict)

    def take(self, day: date, category: str, country: str, count: int, *, is_shown: bool) -> None:
        covered = 0
        if category == SERVICE:
            month = (day.year, day.month)
            covered = min(count, max(self.free - self.used[month], 0))
            self.used[month] += covered
        if not is_shown:
            return
        line = self.lines.setdefault((category, country), Cost(category, country))
        line.billed, line.covered = line.billed + count, line.covered + covered
        each = price(self.cards, day, country, category)
        if each is None:
            line.unpriced += count - covered
        else:
            line.usd += each * (count - covered)


def read(connection: Connection, days: Days, cards: Sequence[PriceCard], free: int) -> Costs:
    """The costs of a span. `free` are the service messages of each calendar month that cost nothing."""
    since = days.first.replace(day=1)
    named = DailyNumber.name.in_(("billed", "free")), DailyNumber.day.between(since, days.last)
    columns = DailyNumber.day, DailyNumber.name, DailyNumber.a, DailyNumber.b, DailyNumber.c
    rows = connection.execute(select(*columns, func.sum(DailyNumber.value)).where(*named).group_by(*columns))
    return reckon(((*row[:5], int(row[5])) for row in rows), days, cards, free)


def reckon(
    rows: Iterable[tuple[date, str, str, str, str, int]], days: Days, cards: Sequence[PriceCard], free: int
) -> Costs:
    """The costs of rows: day, `billed` or `free`, class, country, Meta's word for the price, how many."""
    reckoning, told = _Reckoning(cards, free), defaultdict(list)
    for day, name, category, country, kind, count in rows:
        if name == "billed":
            told[day].append((category, country, count))
        elif category == SERVICE and kind == _FREE_OF_MONTH:  # Meta has reckoned with its allowance itself
            reckoning.used[day.year, day.month] += count
    for day in sorted(told):
        for category, country, count in sorted(told[day]):
            reckoning.take(day, category, country, count, is_shown=days.first <= day)
    lines = sorted(reckoning.lines.values(), key=lambda line: (-line.usd, -line.billed, line.category, line.country))
    return Costs(lines, reckoning.used[days.last.year, days.last.month], free)

"""How facts look in words: amounts, months, programmes with their guarded figures."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from .catalogue import Programme, Within

Phrase = Callable[..., str]


@lru_cache(4096)
def money(amount: float, language: str = "en", currency: str = "USD") -> str:
    """`USD 285,000`, with the language's separators."""
    return f"{currency} {format_decimal(round(amount), locale=language)}"


@lru_cache(1024)
def month(day: date, language: str) -> str:
    """`June 2026`."""
    return format_date(day, "MMMM yyyy", locale=language)


@lru_cache(1024)
def day(day: date, language: str) -> str:
    """`Wednesday, March 31, 2027`, in the language's own order."""
    return format_date(day, "full", locale=language)


class ProgrammeView:
    """A programme as flows see it. Reading a figure notes in `shown` that the person was shown it."""

    def __init__(self, programme: Programme, today: date, language: str, phrase: Phrase, shown: dict[str, Any]) -> None:
        self._programme = programme
        self._today = today
        self._language = language
        self._phrase = phrase
        self._shown = shown

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name == "minimum_investment":  # figures only leave through `price`
            raise AttributeError(name)
        return getattr(self._programme, name)

    @property
    def _kind(self) -> str:
        return self._programme.figure(self._today)

    @cached_property
    def price(self) -> str:
        """The lowest amount with its date, or why there is none to show."""
        return self._dated("price", self._programme.minimum_investment)

    def beyond(self, budget: int) -> str:
        """How much more than the budget it takes, as guarded as the price that can be told from it."""
        return self._dated("more", self._programme.minimum_investment - budget)

    def _dated(self, key: str, amount: int) -> str:
        """Words about an amount with the month it was true; the person counts as having been shown the figure."""
        programme = self._programme
        if self._kind in ("current", "due"):
            self._shown[programme.id] = {
                "usd": programme.minimum_investment,
                "as_of": programme.as_of.isoformat(),
            }
        as_of = month(programme.as_of, self._language)
        return self._phrase(f"{key}.{self._kind}", amount=money(amount, self._language), as_of=as_of)

    @property
    def confirm(self) -> str:
        """What must be said about a programme we are not sure of; empty otherwise."""
        return self._phrase("confirm.low") if self._programme.confidence == "low" else ""

    @property
    def routes(self) -> list[str]:
        """The open routes with their amounts; no amount where figures may not be shown."""
        priced = self._kind in ("current", "due")
        return [self._route(route, priced) for route in self._programme.routes] if self._kind != "closed" else []

    def _route(self, route: Mapping[str, Any], priced: bool) -> str:
        amount = route["amount_usd"] if priced else None
        return self._phrase(
            "route",
            name=route["name"],
            amount=money(amount, self._language) if amount else "",
            refunded=route["recoverable"] is not False,
        )


class WithinView:
    """What a budget reaches, as flows see it: each next programme knows what is missing."""

    def __init__(self, within: Within, budget: int, view: Callable[[Programme], ProgrammeView]) -> None:
        self.reached = [view(p) for p in within.reached]
        self.count = within.count
        self.next = [{"short": p.short, "more": view(p).beyond(budget)} for p in within.next]
        self.unpriced = [p.short for p in within.unpriced]

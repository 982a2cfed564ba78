"""How facts look in words: amounts, months, programmes with their guarded figures."""

from collections.abc import Callable, Mapping
from copy import copy
from datetime import date
from functools import cached_property
from typing import Any

from . import locale_formats
from .answers.cities import in_language
from .catalogue import Program, Within

Phrase = Callable[..., str]
Say = Callable[[str], str]  # an English word of a programme in the person's language


class ProgramView:
    """A programme as flows see it. Reading a figure notes in `shown` that the person was shown it."""

    def __init__(self, program: Program, today: date, language: str, phrase: Phrase, shown: dict[str, Any]) -> None:
        self._program = program
        self._today = today
        self._language = language
        self._phrase = phrase
        self._shown = shown
        self._say: Say = str

    def spoken(self, say: Say) -> "ProgramView":
        """The same programme, its own words in the person's language."""
        view = copy(self)
        view._say = say
        return view

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name == "minimum_investment":  # figures only leave through `price`
            raise AttributeError(name)
        value = getattr(self._program, name)
        if isinstance(value, str):
            return self._say(value)
        return [self._say(words) for words in value] if name == "cautions" else value

    @property
    def _kind(self) -> str:
        return self._program.figure(self._today)

    @cached_property
    def price(self) -> str:
        """The lowest amount with its date, or why there is none to show."""
        return self._dated("price", self._program.minimum_investment)

    def beyond(self, budget: int) -> str:
        """How much more than the budget it takes, as guarded as the price that can be told from it."""
        return self._dated("more", self._program.minimum_investment - budget)

    def _dated(self, key: str, amount: int) -> str:
        """Words about an amount with the month it was true; the person counts as having been shown the figure."""
        program = self._program
        if self._kind in ("current", "due"):
            self._shown[program.id] = {
                "usd": program.minimum_investment,
                "as_of": program.as_of.isoformat(),
            }
        as_of = locale_formats.month(self._language, program.as_of)
        return self._phrase(f"{key}.{self._kind}", amount=locale_formats.money(self._language, amount), as_of=as_of)

    @property
    def confirm(self) -> str:
        """What must be said about a programme we are not sure of; empty otherwise."""
        return self._phrase("confirm.low") if self._program.confidence == "low" else ""

    @property
    def routes(self) -> list[str]:
        """The open routes with their amounts; no amount where figures may not be shown."""
        priced = self._kind in ("current", "due")
        return [self._route(route, priced) for route in self._program.routes] if self._kind != "closed" else []

    def _route(self, route: Mapping[str, Any], priced: bool) -> str:
        amount = route["amount_usd"] if priced else None
        return self._phrase(
            "route",
            name=self._say(str(route["name"])),
            amount=locale_formats.money(self._language, amount) if amount else "",
            refunded=route["recoverable"] is not False,
        )


class WithinView:
    """What a budget reaches, as flows see it: each next programme knows what is missing."""

    def __init__(self, within: Within, budget: int, view: Callable[[Program], ProgramView]) -> None:
        self.reached = [view(p) for p in within.reached]
        self.count = within.count
        self.next = [{"short": p.short, "more": view(p).beyond(budget)} for p in within.next]
        self.unpriced = [p.short for p in within.unpriced]

    def spoken(self, say: Say) -> "WithinView":
        """The same, the programmes' own words in the person's language."""
        view = copy(self)
        view.reached = [program.spoken(say) for program in self.reached]
        view.next = [{**program, "short": say(program["short"])} for program in self.next]
        view.unpriced = [say(short) for short in self.unpriced]
        return view


def spoken(value: Any, language: str, terms: Mapping[str, str], say: Say) -> Any:
    """An answer, or what was found, as words say it. What people typed themselves is no country's name: "Georgia"."""
    match value:
        case ProgramView() | WithinView():
            return value.spoken(say)
        case list():
            return [spoken(item, language, terms, say) for item in value]
        case {"name": str(name)} if language != "en":  # of a country, or where jobs were found
            place = {"location": in_language(value["location"], language)} if value.get("location") else {}
            return {**value, "name": locale_formats.country(language, name) or name, **place}
        case str():
            return terms.get(value, value)
    return value

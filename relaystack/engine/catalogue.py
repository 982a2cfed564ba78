"""Which programmes there are, and how much of a figure may be said on a given day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal, get_args

from .text import tokens

FigureKind = Literal["current", "due", "expired", "closed"]
FIGURE_KINDS: tuple[FigureKind, ...] = get_args(FigureKind)


@dataclass(frozen=True)
class Fact:
    """What is known of a programme on one topic: words to say, and values to compare; what is not known is missing."""

    words: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Program:
    """One way to residence or citizenship by investment; amounts are whole US dollars."""

    id: str
    country: str
    category: str
    name: str
    short: str
    status: str
    status_note: str
    rank: int
    minimum_investment: int
    confidence: str
    as_of: date
    review_by: date
    expires_on: date | None
    link: str
    physical_presence: str
    dependants: str
    cautions: Sequence[str] = ()
    routes: Sequence[Mapping[str, Any]] = field(default=())
    country_code: str = ""
    grants: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    sources: Sequence[str] = ()
    terms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # language -> its English words -> theirs

    def figure(self, today: date) -> FigureKind:
        """How its amounts may be shown on that day: see DESIGN's "figures are guarded".

        One that is begun and has no amount yet is as one whose amount has expired: nobody reads of 0 dollars.
        """
        if self.status != "open":
            return "closed"
        if not self.minimum_investment or (self.expires_on and today >= self.expires_on):
            return "expired"
        return "due" if today > self.review_by else "current"


@dataclass(frozen=True)
class Within:
    """What a budget reaches (`reached`, nearest first, `count` in all), and what comes next."""

    reached: Sequence[Program]
    count: int
    next: Sequence[Program]
    unpriced: Sequence[Program]


class Catalogue:
    """All programmes, looked up the ways that flows ask."""

    def __init__(self, programs: Sequence[Program]) -> None:
        self._all = sorted(programs, key=lambda p: (p.category, p.rank, p.id))
        self._by_id = {program.id: program for program in programs}

    def __iter__(self) -> Any:
        return iter(self._all)

    def get(self, id: str) -> Program | None:
        """The programme with that id."""
        return self._by_id.get(id)

    def top(self, category: str, limit: int) -> list[Program]:
        """The first open programmes of a category, by rank."""
        return [p for p in self._all if p.category == category and p.status == "open"][:limit]

    def first_of_each(self) -> list[Program]:
        """The first open programme of each category."""
        firsts = {p.category: p for p in self._all[::-1] if p.status == "open"}
        return list(firsts.values())[::-1]

    def closed(self, category: str) -> list[Program]:
        """The programmes of a category that take no new applicants."""
        return [p for p in self._all if p.category == category and p.status != "open"]

    def in_country(self, code: str) -> list[Program]:
        """The programmes of a country (ISO code), open ones first."""
        found = [p for p in self._all if p.country_code == code]
        return sorted(found, key=lambda p: p.status != "open")

    @cached_property
    def terms(self) -> Mapping[str, Mapping[str, str]]:
        """What staff have written in other languages: language -> English words -> its words."""
        languages = {language for program in self._all for language in program.terms}
        return {
            language: {english: words for p in self._all for english, words in p.terms.get(language, {}).items()}
            for language in languages
        }

    @cached_property
    def named(self) -> Mapping[str, Program]:
        """Programmes by their name and their short name, as typed words are compared."""
        return {" ".join(tokens(name)): p for p in self._all[::-1] for name in (p.name, p.short)}

    def within(self, budget: int, limit: int, today: date) -> Within:
        """What `budget` (USD) reaches. A figure that has expired is neither reached nor missed."""
        open_ones = [p for p in self._all if p.status == "open"]
        priced = [p for p in open_ones if p.figure(today) != "expired"]
        priced.sort(key=lambda p: (p.minimum_investment, p.category, p.rank))
        reached = [p for p in priced if p.minimum_investment <= budget]
        beyond = [p for p in priced if p.minimum_investment > budget]
        unpriced = [p for p in open_ones if p.figure(today) == "expired"]
        return Within(reached[::-1][:limit], len(reached), beyond[:2], unpriced)

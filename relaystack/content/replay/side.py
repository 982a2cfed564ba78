"""One content folder's side of a conversation: where the person stands there, and what it says and does."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from relaystack.engine.catalogue import Catalogue
from relaystack.engine.effects import CaptureLead, Effect, HandOver, OptIn, OptOut, SearchJobs, Speak, WakeUp
from relaystack.engine.events import FellSilent, HandedBack, Incoming, JobsFound
from relaystack.engine.facts import Facts
from relaystack.engine.flow import Book
from relaystack.engine.state import State
from relaystack.engine.turn import Turn, take_turn

from ..book import load_book
from ..programs import load_catalogue
from .recorded import Found, Happening

# Ways in which a job search ends; the first where none is known.
OUTCOMES = ("found", "none", "failed", "no_site", "refused", "busy", "no_more")
_OPENINGS = [
    {"title": f"Position {n}", "company": "", "place": "", "pay": "", "url": f"https://jobs.example/{n}"}
    for n in (1, 2)
]  # what was found then is not recorded: both sides find this


@dataclass(frozen=True)
class Content:
    """A content folder, loaded, with what can be done here and how long a pause is."""

    book: Book
    catalogue: Catalogue
    timeout: timedelta
    can: frozenset[str]

    @classmethod
    def load(cls, folder: Path, timeout: timedelta, can: frozenset[str]) -> "Content":
        """The folder's flows and its own programmes; raises ContentError."""
        book = load_book(folder)
        return cls(book, load_catalogue(folder, book.brand["program_link"]), timeout, can)


@dataclass(frozen=True)
class Outcome:
    """What came of something: the turn, or why there is none."""

    turn: Turn
    fault: str = ""


@dataclass
class Side:
    """A person in one content folder."""

    content: Content
    country: str = ""
    state: State = field(default_factory=State)
    last: datetime | None = None
    opted_out: bool = False
    handed_over: bool = False
    language: str | None = None
    known: Mapping[str, Any] = field(default_factory=dict)
    search: SearchJobs | None = None
    wakes: tuple[datetime, WakeUp] | None = None

    @property
    def standing(self) -> tuple[Any, ...]:
        """What must be the same before two sides can be compared again after they parted."""
        return self.state.place, self.state.answers, self.opted_out, self.handed_over

    def stand_like(self, other: "Side") -> None:
        """Take over what the other side remembers."""
        for name in ("last", "opted_out", "handed_over", "language", "known", "wakes"):
            setattr(self, name, getattr(other, name))
        if self.search is None or other.search is None:
            self.search = other.search
        self.state = replace(other.state, version=self.state.version)

    def hear(self, what: Happening, at: datetime) -> Outcome:
        """The person does something, or a search comes back."""
        if isinstance(what, Found):
            return self._found(what.outcome, at)
        self.wakes = None
        return self._take(what, at, by_person=True)

    def fall_silent(self, at: datetime) -> Outcome:
        """Nobody has written for as long as the flow wanted to wait."""
        if self.wakes is None or self.wakes[0] > at:
            return Outcome(Turn(self.state))
        wake, self.wakes = self.wakes[1], None
        return self._take(FellSilent(wake.place, wake.minutes), at)

    def hand_back(self, at: datetime) -> Outcome:
        """Consultants give the conversation back, where they have it."""
        if not self.handed_over:
            return Outcome(Turn(self.state))
        self.handed_over = False
        return self._take(HandedBack(), at)

    def _found(self, outcome: str, at: datetime) -> Outcome:
        if self.search is None:
            return Outcome(Turn(self.state))
        openings = _OPENINGS if outcome == "found" else []
        result = {"outcome": "found" if outcome == "none" else outcome, "name": self.search.name,
                  "country": self.search.country, "keyword": self.search.keyword, "location": self.search.location,
                  "openings": openings, "hits": len(openings)}  # fmt: skip
        place, self.search = self.search.place, None
        return self._take(JobsFound(place, result), at)

    def _take(self, incoming: Incoming, at: datetime, *, by_person: bool = False) -> Outcome:
        try:
            turn = take_turn(self.content.book, self.state, incoming, self._facts(at))
        except Exception as error:  # whatever the content makes of it: that is what is to be found out
            turn, fault = Turn(self.state), f"{type(error).__name__}: {error}"
        else:
            fault = ""
        self.state = turn.state
        if by_person:
            self.last = at
        for effect in turn.effects:
            self._heed(effect, at)
        return Outcome(turn, fault)

    def _facts(self, at: datetime) -> Facts:
        idle = None if self.last is None else max(at - self.last, timedelta())
        return Facts(
            now=at, catalogue=self.content.catalogue, idle=idle, timeout=self.content.timeout,
            opted_out=self.opted_out, can=self.content.can, known=self.known, language=self.language,
            country=self.country, handed_over=self.handed_over,
        )  # fmt: skip

    def _heed(self, effect: Effect, at: datetime) -> None:
        match effect:
            case OptOut():
                self.opted_out = True
            case OptIn():
                self.opted_out = False
            case HandOver():
                self.handed_over = True
            case Speak(language):
                self.language = language
            case SearchJobs():
                self.search = effect
            case WakeUp(minutes):
                self.wakes = at + timedelta(minutes=minutes), effect
            case CaptureLead():
                self.known = {**self.known, **lead_fields(effect)}


def lead_fields(lead: CaptureLead) -> dict[str, Any]:
    """What a lead says of the person."""
    values = {f.name: getattr(lead, f.name) for f in fields(lead) if f.name not in ("shown", "notify")}
    return {name: value for name, value in values.items() if value not in ("", None)}

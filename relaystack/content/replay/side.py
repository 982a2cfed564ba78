"""One content folder's side of a conversation: where the person stands there, and what it says and does."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from relaystack.engine.catalogue import Catalogue
from relaystack.engine.circumstances import Circumstances
from relaystack.engine.events import FellSilent, HandedBack, Incoming
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
    person: Circumstances = field(default_factory=Circumstances)
    state: State = field(default_factory=State)

    @property
    def standing(self) -> tuple[Any, ...]:
        """What must be the same before two sides can be compared again after they parted."""
        return self.state.place, self.state.answers, self.person.opted_out, self.person.handed_over

    def stand_like(self, other: "Side") -> None:
        """Take over what the other side remembers."""
        mine, theirs = self.person.search, other.person.search
        self.person = replace(other.person, search=mine if mine and theirs else theirs)
        self.state = replace(other.state, version=self.state.version)

    def hear(self, what: Happening, at: datetime) -> Outcome:
        """The person does something, or a search comes back."""
        if isinstance(what, Found):
            return self._found(what.outcome, at)
        return self._take(what, at, by_person=True)

    def fall_silent(self, at: datetime) -> Outcome:
        """Nobody has written for as long as the flow wanted to wait."""
        if self.person.wakes is None or self.person.wakes[0] > at:
            return Outcome(Turn(self.state))
        wake = self.person.wakes[1]
        self.person = replace(self.person, wakes=None)
        return self._take(FellSilent(wake.place, wake.minutes), at)

    def hand_back(self, at: datetime) -> Outcome:
        """Consultants give the conversation back, where they have it."""
        if not self.person.handed_over:
            return Outcome(Turn(self.state))
        self.person = replace(self.person, handed_over=False)
        return self._take(HandedBack(), at)

    def _found(self, outcome: str, at: datetime) -> Outcome:
        search = self.person.search
        if search is None:
            return Outcome(Turn(self.state))
        self.person = replace(self.person, search=None)
        openings = _OPENINGS if outcome == "found" else []
        ended = {"outcome": "found" if outcome == "none" else outcome, "openings": openings, "hits": len(openings)}
        return self._take(search.found(ended), at)

    def _take(self, incoming: Incoming, at: datetime, *, by_person: bool = False) -> Outcome:
        try:
            turn = take_turn(self.content.book, self.state, incoming, self._facts(at))
        except Exception as error:  # whatever the content makes of it: that is what is to be found out
            turn, fault = Turn(self.state), f"{type(error).__name__}: {error}"
        else:
            fault = ""
        self.state = turn.state
        if by_person:
            self.person = self.person.written(at)
        self.person = self.person.after(turn.effects, self.content.book.leads, at)
        return Outcome(turn, fault)

    def _facts(self, at: datetime) -> Facts:
        content = self.content
        return self.person.facts(Facts(at, content.catalogue, timeout=content.timeout, can=content.can), at)

"""Talking to the shipped bot without database or network."""

import functools
from datetime import UTC, datetime, timedelta
from typing import Any

from relaystack.content import load_book, load_catalogue
from relaystack.content.rehearsal import START, Rehearsal
from relaystack.engine.catalogue import Catalogue
from relaystack.engine.effects import CaptureLead
from relaystack.engine.events import Incoming, Shared
from relaystack.engine.flow import Book
from relaystack.engine.replies import Reply
from relaystack.engine.state import State
from relaystack.engine.turn import Turn
from relaystack.settings import ROOT

CONTENT = ROOT / "nexora"

MENU = """👋 Welcome to Nexora Investments!

Please choose an option:

1️⃣ Explore Residency Programs
2️⃣ Check Eligibility
3️⃣ Talk to Consultant
4️⃣ Job Search Assistance
5️⃣ Book Consultation
6️⃣ Download Brochure

Reply with a number."""


@functools.cache
def book() -> Book:
    """The shipped flows."""
    return load_book(CONTENT)


@functools.cache
def catalogue() -> Catalogue:
    """The shipped programmes."""
    return load_catalogue(CONTENT, book().brand["program_link"])


class Talk:
    """A conversation; each call gives the words of the answer, empty where there is none."""

    def __init__(self, *said: str, on: str = "", can: frozenset[str] = frozenset({"search_jobs"})) -> None:
        start = datetime.fromisoformat(on).replace(hour=9, tzinfo=UTC) if on else START
        self.rehearsal = Rehearsal(book(), catalogue(), start, can)
        self.turn = Turn(State())
        for words in said:
            self(words)

    def __call__(self, words: str) -> str:
        """The person types, or taps with [Title]."""
        return self._heard(self.rehearsal.says(words))

    def takes(self, incoming: Incoming) -> str:
        """Anything else that happens by the person."""
        return self._heard(self.rehearsal.take(incoming))

    def shares(self, kind: str) -> str:
        """The person sends what is not words."""
        return self.takes(Shared(kind))

    def jobs(self, count: int = 1, outcome: str = "found") -> str:
        """The job search comes back."""
        job: dict[str, Any] = {
            "title": "Nurse",
            "company": "",
            "place": "Toronto",
            "pay": "",
            "url": "https://j.example",
        }
        result = {"outcome": outcome, "name": "Canada", "openings": [job] * count, "hits": count}
        return self._heard(self.rehearsal.jobs_found(result))

    def later(self, **pause: float) -> "Talk":
        """Time passes."""
        self.rehearsal.later(timedelta(**pause))
        return self

    def _heard(self, turn: Turn) -> str:
        self.turn = turn
        assert len(turn.replies) <= 1
        return turn.replies[0].text if turn.replies else ""

    @property
    def reply(self) -> Reply:
        """The last answer."""
        return self.turn.replies[0]

    @property
    def place(self) -> str:
        """Where the conversation stands."""
        return str(self.rehearsal.state.place)

    @property
    def answers(self) -> dict[str, Any]:
        """What the person has answered."""
        return self.rehearsal.state.answers

    @property
    def lead(self) -> CaptureLead:
        """The lead of the last turn."""
        leads = [effect for effect in self.turn.effects if isinstance(effect, CaptureLead)]
        assert len(leads) == 1, self.turn.effects
        return leads[0]

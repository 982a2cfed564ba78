"""A conversation without database or network: for the terminal, transcripts, and checks."""

import json
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from relaystack.engine.calendar_words import place_of
from relaystack.engine.catalogue import Catalogue
from relaystack.engine.circumstances import Circumstances
from relaystack.engine.effects import Effect
from relaystack.engine.events import (
    CalendarAnswered,
    FellSilent,
    HandedBack,
    Incoming,
    JobsFound,
    PaymentSettled,
    Said,
    Tapped,
)
from relaystack.engine.facts import Facts
from relaystack.engine.flow import Book
from relaystack.engine.office_hours import ALWAYS
from relaystack.engine.replies import Choice, Reply
from relaystack.engine.state import State
from relaystack.engine.turn import Turn, take_turn

START = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)  # transcripts begin here unless they say otherwise


class Rehearsal:
    """One person talking to the bot. The clock moves only when told to."""

    def __init__(
        self,
        book: Book,
        catalogue: Catalogue,
        now: datetime = START,
        can: frozenset[str] = frozenset({"search_jobs"}),
        *,
        language: str | None = "en",
        country: str = "",
    ) -> None:
        self.book = book
        self.now = now
        self.can = can | {"capture_lead", "send_document"}
        self.person = Circumstances(language=language, country=country)
        self.state = State()
        self.offered: dict[str, str] = {}  # title of everything ever offered -> its tap id
        self.passed: set[str] = set()  # steps come through and options chosen
        self.turn = Turn(self.state)
        self._catalogue = catalogue
        self.answers_left: int | None = None
        self.office = ALWAYS
        self._offered_before: dict[str, str] = {}
        self.taken: tuple[str, Incoming, Facts] | None = None  # what the last turn was taken from

    def says(self, words: str) -> Turn:
        """The person types; `[Title]` taps what was offered under that title."""
        return self.take(self._meant(words))

    def late(self, words: str) -> Turn:
        """What the person wrote right after their last message comes only now."""
        return self.take(self._meant(words), written=self.person.last)

    def _meant(self, words: str) -> Incoming:
        if words.startswith("[") and words.endswith("]"):
            return Tapped(self.offered.get(words[1:-1], words[1:-1]), words[1:-1])
        return Said(words)

    def repeats(self) -> Turn:
        """Meta delivers the last message once more: its id is known, and nothing comes of it."""
        self.turn = Turn(self.state)
        return self.turn

    def crashes(self) -> bool:
        """The last turn is lost before it was stored, and taken again; whether the same comes of it."""
        if self.taken is None:
            return True
        stored, incoming, facts = self.taken
        return take_turn(self.book, State.from_json(json.loads(stored)), incoming, facts) == self.turn

    def loses(self) -> None:
        """The last answer never arrives: nothing in it can be tapped."""
        self.offered = dict(self._offered_before)

    def jobs_found(self, result: dict[str, Any]) -> Turn:
        """The search that was begun last comes back."""
        search = self.person.search
        return self.take(search.found(result) if search else JobsFound("", result), by_person=False)

    def calendar_answered(self, result: dict[str, Any]) -> Turn:
        """The calendar answers what it was asked last."""
        asked = self.person.asked
        return self.take(asked.answered(result) if asked else CalendarAnswered("", result), by_person=False)

    def payment_settled(self, result: dict[str, Any]) -> Turn:
        """There is news of the payment for an appointment."""
        return self.take(PaymentSettled(place_of(self.book), result), by_person=False)

    def handed_back(self) -> Turn:
        """Staff give the conversation back to the bot."""
        self.person = replace(self.person, handed_over=False)
        return self.take(HandedBack(), by_person=False)

    def falls_silent(self, minutes: int) -> Turn:
        """So many minutes pass without a word, and the bot looks after the person."""
        self.later(timedelta(minutes=minutes))
        return self.take(FellSilent(str(self.state.place), minutes), by_person=False)

    def later(self, pause: timedelta) -> None:
        """Let time pass."""
        self.now += pause

    def take(self, incoming: Incoming, *, by_person: bool = True, written: datetime | None = None) -> Turn:
        """Take a turn; the state goes through JSON, as it does in the database."""
        stored, facts = json.dumps(self.state.to_json()), self._facts(written or self.now)
        turn = take_turn(self.book, State.from_json(json.loads(stored)), incoming, facts)
        self.taken, self.turn, self.state = (stored, incoming, facts), turn, turn.state
        self.passed.update(turn.path)
        if by_person:
            self.person = self.person.written(written or self.now)
        self.person = self.person.after(turn.effects, self.book.leads, self.now)
        self._offered_before = dict(self.offered)
        for reply in turn.replies:
            self.offered |= {choice.title: choice.id for choice in reply.choices}
        return turn

    def _facts(self, at: datetime) -> Facts:
        here = Facts(self.now, self._catalogue, can=self.can, answers_left=self.answers_left, office=self.office)
        return self.person.facts(here, at)


def told(effect: Effect) -> dict[str, Any]:
    """What an effect says: its arguments, but for what is empty or as always."""
    said = {f.name: (getattr(effect, f.name), f.default) for f in fields(effect) if f.name not in effect.untold}
    return {name: value for name, (value, default) in said.items() if value not in ("", None, default)}


def effect_line(effect: Effect) -> str:
    """`! lead name=Ana budget=250000`."""
    said = " ".join(f"{name}={value}" for name, value in told(effect).items())
    return f"! {effect.line} {said}".rstrip()


def reply_lines(reply: Reply) -> list[str]:
    """The words, and beneath them what can be tapped."""
    lines = reply.text.splitlines()
    if reply.document:
        lines.append(f"[document {reply.document.filename}]")
    if reply.link:
        lines.append(f"[link {reply.link.title}]")
    return lines + _choice_lines(reply.choices)


def _choice_lines(choices: Sequence[Choice]) -> list[str]:
    return [" ".join(f"[{choice.title}]" for choice in choices)] if choices else []

"""A conversation without database or network: for the terminal, transcripts, and checks."""

import json
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from relaystack.engine.catalogue import Catalogue
from relaystack.engine.effects import (
    CaptureLead,
    Effect,
    FellQuiet,
    HandOver,
    NoteUnanswered,
    OptIn,
    OptOut,
    SearchJobs,
    Speak,
    WakeUp,
)
from relaystack.engine.events import FellSilent, HandedBack, Incoming, JobsFound, Said, Tapped
from relaystack.engine.facts import Facts
from relaystack.engine.flow import Book
from relaystack.engine.replies import Choice, Reply
from relaystack.engine.state import State
from relaystack.engine.turn import Turn, take_turn

NAMES = {
    CaptureLead: "lead", SearchJobs: "search_jobs", OptOut: "opt_out", OptIn: "opt_in", HandOver: "hand_over",
    Speak: "speak", NoteUnanswered: "unanswered", WakeUp: "wake_up",
    FellQuiet: "fell_quiet",
}  # fmt: skip
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
        self.language = language
        self.country = country
        self.state = State()
        self.offered: dict[str, str] = {}  # title of everything ever offered -> its tap id
        self.passed: set[str] = set()  # steps come through and options chosen
        self.turn = Turn(self.state)
        self._catalogue = catalogue
        self._last: datetime | None = None
        self.opted_out = False
        self.handed_over = False
        self.answers_left: int | None = None
        self._known: dict[str, Any] = {}
        self.searched = ""  # the place that the last job search comes back to
        self._search: dict[str, str] = {}  # what it was about
        self._offered_before: dict[str, str] = {}
        self._taken: tuple[str, Incoming, Facts] | None = None  # what the last turn was taken from

    def says(self, words: str) -> Turn:
        """The person types; `[Title]` taps what was offered under that title."""
        return self.take(self._meant(words))

    def late(self, words: str) -> Turn:
        """What the person wrote right after their last message comes only now."""
        return self.take(self._meant(words), written=self._last)

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
        if self._taken is None:
            return True
        stored, incoming, facts = self._taken
        return take_turn(self.book, State.from_json(json.loads(stored)), incoming, facts) == self.turn

    def loses(self) -> None:
        """The last answer never arrives: nothing in it can be tapped."""
        self.offered = dict(self._offered_before)

    def jobs_found(self, result: dict[str, Any]) -> Turn:
        """The search that was begun last comes back."""
        return self.take(JobsFound(self.searched, result | self._search), by_person=False)

    def handed_back(self) -> Turn:
        """Staff give the conversation back to the bot."""
        self.handed_over = False
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
        self._taken, self.turn, self.state = (stored, incoming, facts), turn, turn.state
        self.passed.update(turn.path)
        if by_person:
            self._last = written or self.now
        self._offered_before = dict(self.offered)
        for effect in turn.effects:
            self._heed(effect)
        for reply in turn.replies:
            self.offered |= {choice.title: choice.id for choice in reply.choices}
        return turn

    def _facts(self, at: datetime) -> Facts:
        return Facts(
            now=self.now,
            catalogue=self._catalogue,
            idle=None if self._last is None else at - self._last,
            opted_out=self.opted_out,
            can=self.can,
            known=dict(self._known),
            language=self.language,
            country=self.country,
            handed_over=self.handed_over,
            answers_left=self.answers_left,
        )

    def _heed(self, effect: Effect) -> None:
        match effect:
            case OptOut():
                self.opted_out = True
            case OptIn():
                self.opted_out = False
            case HandOver():
                self.handed_over = True
            case Speak():
                self.language = effect.language
            case SearchJobs():
                self.searched = effect.place
                about = ("country", "name", "keyword", "location")
                self._search = {name: getattr(effect, name) for name in about}
            case CaptureLead():
                self._known |= told(replace(effect, shown=None))


def told(effect: Effect) -> dict[str, Any]:
    """What an effect says: its arguments that are not empty."""
    hidden = {"shown", "place", "notify", "offered", "tongue", "reached"}
    values = {f.name: getattr(effect, f.name) for f in fields(effect)}
    return {
        name: value
        for name, value in values.items()
        if value not in ("", None) and (name, value) != ("after", 0) and name not in hidden
    }


def effect_line(effect: Effect) -> str:
    """`! lead name=Ana budget=250000`."""
    said = " ".join(f"{name}={value}" for name, value in told(effect).items())
    return f"! {NAMES.get(type(effect), type(effect).__name__)} {said}".rstrip()


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

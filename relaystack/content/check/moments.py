"""What the explorer lives through: a moment, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from relaystack.engine.effects import Speak
from relaystack.engine.events import CalendarAnswered, Incoming, JobsFound, PaymentSettled, Said, Shared, Tapped
from relaystack.engine.state import State
from relaystack.engine.turn import Turn

from .scenarios import Scenario

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Moment:
    """Something that happens to somebody, and what happened before."""

    state: State
    incoming: Incoming
    idle: timedelta | None = MINUTE
    before: "Moment | None" = None
    note: str = ""
    known: Mapping[str, Any] = field(default_factory=dict)  # of the person, besides what the world says

    @property
    def way(self) -> str:
        """How one gets here: `hi > [Check Eligibility] > 250000`."""
        steps = f"{self.before.way} > " if self.before else ""
        return steps + f"{self.note} {_shown(self.incoming)}".strip()


@dataclass
class Taken:
    """A turn, or what went wrong; the files that it depends on, and whether it was looked at and is sound."""

    turn: Turn | None
    error: Exception | None = None
    files: Mapping[str, bytes | None] = field(default_factory=dict)
    is_sound: bool = False


@dataclass(frozen=True)
class Met:
    """A moment that was lived through, in one world and language: its turn, or what went wrong."""

    scenario: Scenario
    asked_in: str
    moment: Moment
    taken: Taken

    @property
    def turn(self) -> Turn | None:
        """What came of it, unless something went wrong."""
        return self.taken.turn

    @property
    def error(self) -> Exception | None:
        """What went wrong."""
        return self.taken.error

    @property
    def language(self) -> str:
        """The language that was answered in."""
        effects = self.turn.effects if self.turn else ()
        return next((effect.language for effect in effects if isinstance(effect, Speak)), self.asked_in)

    @property
    def outcome(self) -> tuple[Any, ...]:
        """What tells moments apart that say something else."""
        path, incoming = self.turn.path if self.turn else (), self.moment.incoming
        return self.scenario.name, path, type(incoming) if path else (_shown(incoming), self.moment.state.place)


def _shown(incoming: Incoming) -> str:
    match incoming:
        case Said(words):
            return words if len(words) <= 30 else f"{words[:29]}…"
        case Tapped(id, title):
            return f"[{title or id}]"
        case JobsFound(_, result):
            return f"(jobs: {result['outcome']}, {len(result['openings'])})"
        case CalendarAnswered(_, result):
            return f"(calendar: {result['outcome']})"
        case PaymentSettled(_, result):
            return f"(payment: {result['outcome']})"
    return f"({type(incoming).__name__})" if not isinstance(incoming, Shared) else f"({incoming.kind})"

"""What came of a turn, in a word that can be counted."""

from dataclasses import dataclass
from enum import StrEnum

from .effects import CalendarEffect, FellQuiet, HandOver, NoteUnanswered, OptIn, OptOut
from .events import CalendarAnswered, FellSilent, HandedBack, Incoming, JobsFound, PaymentSettled
from .state import State
from .walk import Turn

_NO_QUESTIONS = frozenset({"interested", "call_me", "courtesy"})  # rules that hear a wish
_ANSWERED_AT_ONCE = CalendarEffect  # by a turn of its own
OFFERED = "TimesOffered"  # of what such a turn was: free times of the calendar were shown
_OPTION = ".options."  # stands in the name of an option, not in that of a step


class Came(StrEnum):
    """What a turn may come to; the first that fits, in this order."""

    STOPPED = "stopped"
    STARTED = "started"
    HANDED_OVER = "handed_over"
    QUIET = "quiet"  # the bot says no more to them for now
    EVENT = "event"  # nobody wrote: a search ended, somebody fell silent, the bot has it again
    SILENT = "silent"  # nothing was said: a person of ours has it, or they said stop
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    MISS = "miss"
    OPTION = "option"
    GIVEN = "given"  # what a form asks
    SHOWN = "shown"
    SAID = "said"
    REPLIED = "replied"  # a person of ours answered somebody who waited


@dataclass(frozen=True)
class Outcome:
    """What came of it, and about what: a reason, an option, a rule; a topic; a programme. `flow` was walked."""

    came: Came
    about: str | None = None
    topic: str | None = None
    program: str | None = None
    flow: str | None = None


def of(turn: Turn, before: State, incoming: Incoming) -> Outcome:
    """The outcome of a turn that was taken from that state."""
    for effect in turn.effects:
        if isinstance(effect, HandOver | FellQuiet):
            came = Came.HANDED_OVER if isinstance(effect, HandOver) else Came.QUIET
            return Outcome(came, effect.reason, flow=_flow(turn, before))
        if isinstance(effect, OptOut | OptIn):
            return Outcome(Came.STOPPED if isinstance(effect, OptOut) else Came.STARTED)
    if isinstance(incoming, JobsFound | CalendarAnswered | PaymentSettled | FellSilent | HandedBack):
        return Outcome(Came.EVENT, _event(incoming), flow=_flow(turn, before))
    if not turn.replies and not any(isinstance(effect, _ANSWERED_AT_ONCE) for effect in turn.effects):
        return Outcome(Came.SILENT)
    return _asked(turn, before) or Outcome(*_walked(turn, before), flow=_flow(turn, before))


def _event(incoming: Incoming) -> str:
    if isinstance(incoming, CalendarAnswered | PaymentSettled) and incoming.result.get("times"):
        return OFFERED
    return type(incoming).__name__


def _asked(turn: Turn, before: State) -> Outcome | None:
    asked = turn.asked
    if asked is None or asked.rule in _NO_QUESTIONS:
        return None
    came = Came.UNANSWERED if _is_noted(turn) else Came.ANSWERED
    topic = asked.topics[0] if asked.topics else asked.company or asked.rule
    program = asked.programs[0].id if asked.programs else None
    return Outcome(came, asked.rule, topic, program, _flow(turn, before))


def _walked(turn: Turn, before: State) -> tuple[Came, str | None]:
    if turn.state.misses > before.misses or _is_noted(turn):
        return Came.MISS, None
    options = [step for step in turn.path if _OPTION in step]
    if options:
        return Came.OPTION, options[0]
    seen = {str(place) for place in (*before.way, before.place)}  # `back` and `menu` lead there
    if before.place and turn.path and _flow(turn, before) == before.place.flow and turn.path[-1] not in seen:
        return Came.GIVEN, str(before.place)
    return (Came.SHOWN, turn.path[-1]) if turn.path else (Came.SAID, None)


def _is_noted(turn: Turn) -> bool:
    return any(isinstance(effect, NoteUnanswered) for effect in turn.effects)


def _flow(turn: Turn, before: State) -> str | None:
    """The flow that was walked last, or that the person stands in."""
    walked = [step.partition(".")[0] for step in turn.path if "." in step]
    return walked[-1] if walked else before.place.flow if before.place else None

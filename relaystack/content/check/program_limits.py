"""Does every step that looks programmes up fit into Meta's messages: for every programme, budget and language?"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from relaystack.engine.catalogue import Program
from relaystack.engine.effects import EFFECTS
from relaystack.engine.events import Said
from relaystack.engine.facts import Facts
from relaystack.engine.lookups import LOOK_UPS
from relaystack.engine.replies import BODY, Reply
from relaystack.engine.state import Place, State

from ..errors import Fault
from ..folder import Content
from . import limits
from .moments import Moment
from .scenarios import Scenario
from .turns import Turns

# By what a `find` looks programmes up, and what leads to one of them (or, by its price, just misses it).
_LEADS_TO = {name: leads_to for look_up in LOOK_UPS.values() for name, leads_to in look_up.arguments.items()}


def faults(content: Content, turns: Turns, languages: Sequence[str], today: date) -> Iterator[Fault]:
    """What is too long in these languages, once for each step and programme; told of the first that has it."""
    for place, kind, answer in content.lookups:
        seen: set[tuple[Any, date]] = set()
        for program in content.catalogue:
            moments = [(value, day) for value in _LEADS_TO[kind](program) for day in _days(program, today)]
            new = [moment for moment in moments if moment not in seen]
            seen.update(new)
            problem = next(_problems(content, turns, languages, place, kind, answer, new), None)
            if problem and kind == "id":
                yield content.program_fault(program.id, problem)
            elif problem:
                yield content.step_fault(place, f"with {program.id}: {problem}")


def _days(program: Program, today: date) -> list[date]:
    """A day for each way in which its figure may be said."""
    days = (today, program.as_of, program.review_by, date.max, program.expires_on or today)
    return list({program.figure(day): day for day in days}.values())


def _problems(
    content: Content, turns: Turns, languages: Sequence[str], place: Place, kind: str, answer: str,
    moments: list[tuple[Any, date]],
) -> Iterator[str]:  # fmt: skip
    for language in languages:
        for value, day in moments:
            noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
            facts = Facts(noon, content.catalogue, can=frozenset(EFFECTS))
            # Going back to a step is the shortest way to see it with any answer.
            state = State(content.book.menu, answers={answer: value}, way=(place,))
            met = turns.take(Scenario(f"on {day}", {}, facts, ()), language, Moment(state, Said("back")))
            spoken = "" if language == content.languages[0] else f" ({language})"
            if met.turn is None:
                yield f"its {place.step} cannot be shown{spoken}: {met.error}; see flows/{place.flow}.yaml"
                return
            for reply in met.turn.replies:
                yield from (f"its {place.step}{spoken}: {problem}" for problem in _of(reply, kind))


def _of(reply: Reply, kind: str) -> Iterator[str]:
    if kind == "id" and reply.choices and len(reply.text) > BODY:
        has = f"{len(reply.text)} characters, and what has something to tap must have at most {BODY}"
        yield f"{has}: give it shorter words under `brief` (cautions) or `facts`"
    else:
        yield from limits.of_reply(reply)
    yield from limits.of_button(reply)
    for choice in reply.choices:
        yield from limits.of_choice(choice, row=len(reply.choices) > limits.BUTTONS)

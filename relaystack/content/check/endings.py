"""Where would a conversation get stuck: in a dead end, or in a loop?"""

from collections import deque
from collections.abc import Iterator, Mapping

from relaystack.engine.effects import CalendarEffect, HandOver, SearchJobs
from relaystack.engine.events import JobsFound, Said, Shared, Tapped
from relaystack.engine.flow import Choose
from relaystack.engine.state import Place

from .. import shapes
from ..errors import Fault
from ..flows import Source
from ..folder import Content
from .moments import Met
from .reach import resolved

Hops = Mapping[str, list[tuple[str, bool]]]  # where a step goes by itself, and whether on a condition

_WAITED_FOR = SearchJobs | CalendarEffect | HandOver


def dead_ends(source: Source) -> Iterator[Fault]:
    """Steps that may come to their end without a word."""
    for step, verbs in source.shape.steps.items():
        speaks = any(isinstance(verb, shapes.SayShape) for verb in verbs)
        if isinstance(verbs[-1], shapes.WhenShape | shapes.FindShape) and not speaks:
            yield source.fault(
                ("steps", step, len(verbs) - 1),
                f"a dead end: step {step} may end without a word; let it end with a question, `say` or `go`",
            )


def loops(content: Content) -> Iterator[Fault]:
    """Steps that lead back to themselves without a question, with at most one condition on the way."""
    hops = _hops(content.sources)
    told: set[str] = set()
    for start in hops:
        passed = _passed(start, hops)
        if start in passed and not told & passed:  # each loop once
            told.add(start)
            place = Place.parse(start)
            yield content.sources[place.flow].fault(
                ("steps", place.step),
                f"a loop without a question: step {place.step} leads back to itself; let one on the way ask something",
            )


def _hops(sources: Mapping[str, Source]) -> Hops:
    hops: dict[str, list[tuple[str, bool]]] = {}
    for name, source in sources.items():
        for step, verbs in source.shape.steps.items():
            hops[f"{name}.{step}"] = [
                (resolved(verb.go, source, sources), isinstance(verb, shapes.WhenShape))
                for verb in verbs
                if isinstance(verb, shapes.WhenShape | shapes.GoShape)
            ]
    return hops


def _passed(start: str, hops: Hops) -> set[str]:
    """The steps that one comes to without a question. Two conditions may exclude each other; one is enough to go on."""
    waiting, seen = deque([(start, 0)]), set()
    while waiting:
        place, conditions = waiting.popleft()
        for target, conditional in hops.get(place, ()):
            step = (target, conditions + conditional)
            if step[1] <= 1 and step not in seen:
                seen.add(step)
                waiting.append(step)
    return {target for target, _ in seen}


def stuck(content: Content, met: Met) -> Iterator[Fault]:
    """What a turn leaves the person with: an answer, and something to tap where one must choose."""
    turn, incoming = met.turn, met.moment.incoming
    if turn is None:
        return
    waits = any(isinstance(effect, _WAITED_FOR) for effect in turn.effects)
    place = last_step(met)
    if isinstance(incoming, Said | Tapped | Shared | JobsFound) and not (turn.replies or waits):
        yield content.step_fault(place, "a dead end: nothing is said here; let it end with a question, `say` or `go`")
    arrived = turn.state.place if turn.path and turn.state.place == place else None
    question = content.book.flows[arrived.flow].question(arrived.step) if arrived else None
    if isinstance(question, Choose) and not any(reply.choices for reply in turn.replies):
        yield content.step_fault(place, "a dead end: no option is offered here; add one that is always there")


def last_step(met: Met) -> Place | None:
    """The step that a turn came through last, or where the person stood before."""
    steps = [name for name in (met.turn.path if met.turn else ()) if name.count(".") == 1]
    return Place.parse(steps[-1]) if steps else met.moment.state.place

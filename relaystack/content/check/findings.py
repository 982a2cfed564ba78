"""What an exploration shows to be wrong, each thing once, with the shortest way there."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from relaystack.engine import choices
from relaystack.engine.events import JobsFound
from relaystack.engine.flow import Choose, FlowFault

from ..errors import Fault
from ..folder import Content
from . import limits
from .clashes import clashes
from .endings import last_step, stuck
from .moments import Met

_AT = re.compile(r"(.+):(\d+)")
_PLACE = re.compile(r"(\w+)\.(\w+): (.*)")


class Finding(NamedTuple):
    """A fault as it was met: in which language, what kind it is, and how it is told."""

    language: str
    kind: tuple[str, int, str]
    fault: Fault


def findings(content: Content, mets: Iterable[Met]) -> Iterator[Finding]:
    """Faults of words and options in the order in which they were met."""
    told: set[tuple[str, tuple[str, int, str]]] = set()
    seen: set[tuple[object, ...]] = set()
    for met in mets:
        if met.taken.is_sound or not _is_new(met, seen):
            continue
        found = list(_of(content, met))
        met.taken.is_sound = not found
        for fault in found:
            kind = (fault.file, fault.line, re.sub(r"\d+|'.*'", "", fault.message))
            if (met.language, kind) not in told:
                told.add((met.language, kind))
                yield Finding(met.language, kind, _placed(content, met, fault))


def each_once(own: str, found: Iterable[Finding]) -> Iterator[Fault]:
    """The faults, each told once; of languages other than the brand's own what they alone have."""
    told: set[tuple[str, tuple[str, int, str]]] = set()
    for language, kind, fault in found:
        if not {(own, kind), (language, kind)} & told:
            told.add((language, kind))
            yield fault


def _placed(content: Content, met: Met, fault: Fault) -> Fault:
    """The fault with the way to it; one that only another language has stands in that language's words."""
    if met.language in content.wordbook.files and "/words/" not in fault.file:
        message = f"in {fault.at}: {fault.message}. Way: {met.moment.way}"
        return content.words_fault(met.language, last_step(met), message)
    return Fault(fault.file, fault.line, f"{fault.message}. Way: {met.moment.way}")


def _is_new(met: Met, seen: set[tuple[object, ...]]) -> bool:
    """The same words with the same options need no second look."""
    replies = met.turn.replies if met.turn else ()
    key = (met.language, str(met.error), met.turn and met.turn.state.place, met.turn and met.turn.path, replies)
    new = key not in seen
    seen.add(key)
    return new


def _of(content: Content, met: Met) -> Iterator[Fault]:
    if met.error:
        yield _failure(content, met, met.error)
        return
    yield from stuck(content, met)
    yield from clashes(content, met)
    yield from _limits(content, met)


def _failure(content: Content, met: Met, error: Exception) -> Fault:
    at = _AT.fullmatch(error.at) if isinstance(error, FlowFault) else None
    advice = "give the name a value on every way here, or guard it with `{% if … %}`"
    if isinstance(error, FlowFault) and at:
        return Fault(at[1], int(at[2]), f"{error.message}; {advice}")
    looped = _PLACE.fullmatch(str(error))
    if looped:
        problem = f"a loop without a question: {looped[3]}; let a step on the way ask something"
        return content.sources[looped[1]].fault(("steps", looped[2]), problem)
    return content.step_fault(last_step(met), f"the flow fails here: {type(error).__name__}: {error}; {advice}")


def _limits(content: Content, met: Met) -> Iterator[Fault]:
    assert met.turn
    by_others = isinstance(met.moment.incoming, JobsFound)
    place, told = last_step(met), [place for place, by, _ in content.lookups if by == "id"]
    for reply in met.turn.replies:
        if place not in told:  # all of those are looked at anyway
            yield from (content.step_fault(place, problem) for problem in limits.of_reply(reply, by_others=by_others))
        yield from (content.step_fault(place, problem, "button") for problem in limits.of_button(reply))
        for choice in reply.choices:
            for problem in limits.of_choice(choice, row=len(reply.choices) > limits.BUTTONS):
                yield _at_choice(content, choice.id, problem) or content.step_fault(place, problem)


def _at_choice(content: Content, id: str, problem: str) -> Fault | None:
    """A fault at the option that a tap's id names; one that stands for several has no id of its own."""
    key = f"intents.{id[1:].partition('?')[0]}" if id.startswith(choices.INTENT_TAP) else f"{id}_button"
    if key in content.book.phrases:
        return content.phrase_fault(key, problem)
    read = choices.read_tap(id)
    question = content.book.flows[read[0].flow].question(read[0].step) if read else None
    if read is None or not isinstance(question, Choose):
        return None
    options = [o for o in question.options if o.each is None and o.id({}) == read[1]]
    options += [o for o in question.options if o.each]
    return content.option_fault(read[0], options[0], problem) if options else None

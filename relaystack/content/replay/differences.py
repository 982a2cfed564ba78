"""In what do two outcomes of the same event differ?"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from typing import Any

from relaystack.engine.choices import read_tap
from relaystack.engine.effects import CaptureLead, Effect, NoteUnanswered
from relaystack.engine.events import Tapped
from relaystack.engine.lead_rules import told_by
from relaystack.engine.replies import Reply
from relaystack.engine.state import Place
from relaystack.engine.turn import Turn

from .pseudonyms import MADE_UP
from .recorded import Happening
from .side import Outcome

KINDS = ("fault", "path", "words", "lead", "answer", "effect")
_PERSON = re.compile(rf"(?:{MADE_UP.pattern})[A-Za-z]+")
_NUMBER = re.compile(r"\d(?:[\d.,'\s]*\d)?")
_MARK = re.compile(r"(?:\d+\ufe0f\u20e3|🔟|\d+\.|[A-Z]\.|•)\s*")  # an option's key: it moves when another one goes


@dataclass(frozen=True)
class Difference:
    """One difference. Those with the same kind and cause are one change of the content, seen again."""

    kind: str
    cause: tuple[Any, ...]
    place: str
    old: tuple[str, ...]
    new: tuple[str, ...]


def subject(what: Happening | None, place: Place | None) -> str:
    """The step that an event is about: that of the tap, else where the person stood."""
    read = read_tap(what.id) if isinstance(what, Tapped) else None
    return str((read[0] if read else place) or "the start")


def parted(old: Outcome, new: Outcome, place: str) -> Iterator[Difference]:
    """The difference after which two sides stand in different places; none where they do not."""
    if old.fault != new.fault:
        yield Difference(
            "fault",
            (place, old.fault, new.fault),
            place,
            _lines(old.fault or "goes on"),
            _lines(new.fault or "goes on"),
        )
    elif old.turn.state.place != new.turn.state.place:
        was, now = _way(old), _way(new)
        yield Difference("path", (place, was[0], now[0]), place, was, now)


def together(old: Turn, new: Turn, place: str) -> Iterator[Difference]:
    """The differences of two turns that end in the same place."""
    yield from _words(_shown(old.replies), _shown(new.replies), str(old.state.place or place))
    yield from _leads(_of(old, CaptureLead), _of(new, CaptureLead), place)
    yield from _effects(old, new, place)
    for name in old.state.answers.keys() & new.state.answers.keys():
        was, now = str(old.state.answers[name]), str(new.state.answers[name])
        if was != now:
            yield Difference(
                "answer", (place, name, *_shape(was, now)), place, (f"{name} = {was}",), (f"{name} = {now}",)
            )


def _words(old: list[str], new: list[str], place: str) -> Iterator[Difference]:
    if old == new:
        return
    plain_old, plain_new = [_MARK.sub("", line) for line in old], [_MARK.sub("", line) for line in new]
    if plain_old == plain_new:
        plain_old, plain_new = old, new
    for tag, a, b, c, d in SequenceMatcher(None, plain_old, plain_new, autojunk=False).get_opcodes():
        if tag != "equal":
            cause = _shape("\n".join(plain_old[a:b]), "\n".join(plain_new[c:d]))
            yield Difference("words", cause, place, tuple(old[a:b]), tuple(new[c:d]))


def _shape(old: str, new: str) -> tuple[str, str]:
    """The same for every person: names left out, and numbers too, except where only a number has changed."""
    old, new = _PERSON.sub("…", old), _PERSON.sub("…", new)
    bare = _NUMBER.sub("#", old), _NUMBER.sub("#", new)
    if bare[0] != bare[1]:
        return bare
    both = set(_NUMBER.findall(old)) & set(_NUMBER.findall(new))
    same: Any = lambda hit: "#" if hit[0] in both else hit[0]  # noqa: E731
    return _NUMBER.sub(same, old), _NUMBER.sub(same, new)


def _shown(replies: Sequence[Reply]) -> list[str]:
    """What the person sees, line by line."""
    lines: list[str] = []
    for reply in replies:
        lines += [line.strip() for line in reply.text.splitlines() if line.strip()]
        lines += [f"[document {reply.document.filename}] {reply.document.link}"] if reply.document else []
        lines += [f"[{reply.link.title}] {reply.link.url}"] if reply.link else []
        lines += [f"[{choice.title}] {choice.description}".strip() for choice in reply.choices]
        lines += [f"(list: {reply.button})"] if reply.button else []
    return lines


def _way(outcome: Outcome) -> tuple[str, ...]:
    """Where it leads, and the first line that is said there."""
    return str(outcome.turn.state.place or "the end"), *_shown(outcome.turn.replies)[:1]


def _lines(words: str) -> tuple[str, ...]:
    return tuple(words.splitlines())


def _of(turn: Turn, type: type[CaptureLead]) -> list[CaptureLead]:
    return [effect for effect in turn.effects if isinstance(effect, type)]


def _leads(old: list[CaptureLead], new: list[CaptureLead], place: str) -> Iterator[Difference]:
    if len(old) != len(new):
        told = [tuple(f"lead {_told(told_by(lead))}" for lead in leads) or ("no lead",) for leads in (old, new)]
        yield Difference("lead", (place, len(old), len(new)), place, *told)
        return
    for before, after in zip(old, new, strict=True):
        was, now = ({**told_by(lead), "notify": lead.notify} for lead in (before, after))
        yield from _fields("lead", (place,), place, was, now)


def _fields(
    kind: str, cause: tuple[str, ...], place: str, was: dict[str, Any], now: dict[str, Any]
) -> Iterator[Difference]:
    """One difference for each field, whatever stands in it: a field that is dropped is one change."""
    for name in dict.fromkeys([*was, *now]):
        if was.get(name) != now.get(name):
            how = "dropped" if name not in now else "added" if name not in was else "changed"
            old, new = (f"{name} = {side[name]}" if name in side else f"{name} not given" for side in (was, now))
            yield Difference(kind, (*cause, name, how), place, (old,), (new,))


def _effects(old: Turn, new: Turn, place: str) -> Iterator[Difference]:
    was, now = ([e for e in turn.effects if not isinstance(e, CaptureLead)] for turn in (old, new))
    names = [tuple(type(effect).__name__ for effect in effects) for effects in (was, now)]
    if names[0] != names[1]:
        yield Difference("effect", (place, *names), place, names[0] or ("nothing",), names[1] or ("nothing",))
        return
    for before, after in zip(was, now, strict=True):
        name = type(before).__name__
        if not isinstance(before, NoteUnanswered):  # the words are no part of the change
            yield from _fields("effect", (place, name), place, _values(name, before), _values(name, after))


def _values(name: str, effect: Effect) -> dict[str, Any]:
    return {f"{name} {f.name}": getattr(effect, f.name) for f in fields(effect)}


def _told(values: dict[str, Any]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in values.items()) or "(empty)"

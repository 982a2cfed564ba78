"""What a comparison found, in words."""

import re
from collections.abc import Iterator

from .comparison import Comparison
from .groups import Group
from .pseudonyms import MADE_UP

SHOWN = 200  # groups that are written out
_TITLES = {
    "fault": "FAULT   the content fails",
    "path": "PATH    leads elsewhere",
    "words": "WORDS   says something else",
    "lead": "LEAD    the consultants get something else",
    "answer": "ANSWER  understood as something else",
    "effect": "EFFECT  does something else",
}


def report(done: Comparison) -> Iterator[str]:
    """The lines to print."""
    groups = list(done.groups)
    yield f"{many(done.conversations, 'conversation')} with {many(done.turns, 'turn')} taken through both."
    yield f"{many(len(groups), 'difference')}." if groups else "No difference."
    for group in groups[:SHOWN]:
        yield ""
        yield from (MADE_UP.sub(_plainly, line) for line in _lines(group))
    if len(groups) > SHOWN:
        yield f"\n{len(groups) - SHOWN} more are not shown."
    if done.groups.left_out:
        yield f"\n{done.groups.left_out} further single differences are not sorted into groups: there are too many."
    if done.passed_over:
        yield (
            f"\nNot compared: {many(done.passed_over, 'turn')} in {many(done.parted, 'conversation')}. They follow a"
            " difference of path or a fault, up to where both ways come together again."
        )


def _lines(group: Group) -> Iterator[str]:
    places = list(group.places)
    more = f" and {len(places) - 3} more steps" if len(places) > 3 else ""
    yield f"{_TITLES[group.kind]} at {', '.join(places[:3])}{more}"
    yield from (f"  - {line}" for line in group.old)
    yield from (f"  + {line}" for line in group.new)
    seen = f"{many(group.turns, 'turn')} in {many(group.conversations, 'conversation')}"
    yield f"  {seen}, for example {group.example}"


def _plainly(name: re.Match[str]) -> str:
    """A made-up name as what it is."""
    return "person-" if name[0].endswith("-") else "Person "


def many(count: int, noun: str) -> str:
    """`1 turn`, `2 turns`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"

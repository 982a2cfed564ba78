"""What a comparison found, in words."""

from collections.abc import Iterator

from .comparison import Comparison
from .groups import Group

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
    yield f"{done.conversations} conversations with {done.turns} turns compared."
    yield f"{len(groups)} difference{'' if len(groups) == 1 else 's'}." if groups else "No difference."
    for group in groups[:SHOWN]:
        yield ""
        yield from _lines(group)
    if len(groups) > SHOWN:
        yield f"\n{len(groups) - SHOWN} more are not shown."
    if done.groups.left_out:
        yield f"\n{done.groups.left_out} further single differences are not sorted into groups: there are too many."
    if done.passed_over:
        yield (
            f"\n{done.passed_over} turns in {done.parted} conversations were not compared: they follow a difference of"
            " path or a fault, up to where both ways come together again."
        )


def _lines(group: Group) -> Iterator[str]:
    places = list(group.places)
    more = f" and {len(places) - 3} more steps" if len(places) > 3 else ""
    yield f"{_TITLES[group.kind]} at {', '.join(places[:3])}{more}"
    yield from (f"  - {line}" for line in group.old)
    yield from (f"  + {line}" for line in group.new)
    yield f"  {group.turns} turns in {group.conversations} conversations, for example {group.example}"

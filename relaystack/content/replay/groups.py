"""Which differences have one cause? Three changes of the content are three groups, however many people met them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from relaystack.engine.events import Opened, Said, Shared, Tapped

from .differences import KINDS, Difference
from .recorded import Happening

MOST = 5_000  # groups that are kept apart: a content with more has changed altogether


@dataclass(frozen=True)
class Seen:
    """Where a difference was seen: the conversation's number, what was done there and when, the turn's number."""

    conversation: int
    at: datetime
    what: Happening | None
    turn: int

    def __str__(self) -> str:
        return f"conversation {self.conversation}, {self.at:%Y-%m-%d %H:%M} UTC, after {_done(self.what)}"


def _done(what: Happening | None) -> str:
    match what:
        case Said(words):
            return f"“{' '.join(words.split())[:80]}”"
        case Tapped(id):
            return f"a tap on {id.partition('?')[0]}"
        case Shared(kind):
            return f"a message of the kind {kind}"
        case Opened():
            return "opening the chat"
        case None:
            return "a silence"
    return "the answer of the job search"


@dataclass
class Group:
    """A change as people met it: the first time it was seen stands as the example."""

    kind: str
    old: tuple[str, ...]
    new: tuple[str, ...]
    example: Seen
    places: dict[str, None] = field(default_factory=dict)
    conversations: int = 0
    turns: int = 0
    last: Seen | None = None
    turns_seen: int = 0  # a number that is the same for groups that were seen in the same turns

    def add(self, place: str, seen: Seen) -> None:
        """Count it once more."""
        self.places[place] = None
        self.conversations += self.last is None or self.last.conversation != seen.conversation
        if self.last is None or self.last.turn != seen.turn:
            self.turns += 1
            self.turns_seen = hash((self.turns_seen, seen.turn))
        self.last = seen


class Groups:
    """The groups so far."""

    def __init__(self) -> None:
        self._groups: dict[tuple[Any, ...], Group] = {}
        self.left_out = 0  # differences beyond the most that are kept apart

    def add(self, differences: Iterable[Difference], seen: Seen) -> None:
        """Sort differences of one turn into their groups."""
        for one in differences:
            key = one.kind, one.cause
            if key not in self._groups and len(self._groups) >= MOST:
                self.left_out += 1
                continue
            group = self._groups.setdefault(key, Group(one.kind, one.old, one.new, seen))
            group.add(one.place, seen)

    def __iter__(self) -> Iterator[Group]:
        """The groups by kind, the most frequent first; words that changed together everywhere are one."""
        merged: dict[Any, Group] = {}
        for key, group in self._groups.items():
            alike = ("words", group.turns_seen) if group.kind == "words" else key
            if alike in merged:
                first = merged[alike]
                merged[alike] = replace(first, old=first.old + group.old, new=first.new + group.new)
            else:
                merged[alike] = group
        yield from sorted(merged.values(), key=lambda group: (KINDS.index(group.kind), -group.turns))

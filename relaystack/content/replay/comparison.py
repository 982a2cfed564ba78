"""How conversations are taken through two contents side by side.

Where the sides part, that is one difference: what the person did afterwards they did on the old way, so nothing is
compared until both sides stand in the same place with the same answers again. There the new side takes over what the
old one remembers, so that a difference is told once, at its cause.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from relaystack.engine.circumstances import Circumstances

from .differences import parted, subject, together
from .groups import Groups, Seen
from .meantime import meantime
from .recorded import Conversation, Event, Happening
from .side import Content, Outcome, Side

_AFTERWARDS = timedelta(days=1)  # how long after the last message a conversation is watched for what comes by itself


class Comparison:
    """Counts what was compared, and gathers the differences."""

    def __init__(self, old: Content, new: Content) -> None:
        self._contents = old, new
        self.groups = Groups()
        self.conversations = self.turns = 0
        self.passed_over = self.parted = 0  # turns that could not be compared, and conversations with such turns

    def take(self, conversation: Conversation) -> None:
        """Compare one conversation (anonymous by now)."""
        if not any(conversation.counts(event) for event in conversation.events):
            return
        self.conversations += 1
        person = Circumstances(country=conversation.country)
        _Walk(self, conversation, *(Side(content, person) for content in self._contents)).to_the_end()


class _Walk:
    """One conversation on its two ways."""

    def __init__(self, all: Comparison, conversation: Conversation, old: Side, new: Side) -> None:
        self._all, self._conversation = all, conversation
        self._old, self._new = old, new
        self._apart = self._was_parted = False

    def to_the_end(self) -> None:
        sides = self._old, self._new
        events = self._conversation.events
        for event in events:
            self._meantime(sides, event)
            place = subject(event.what, self._old.state.place)
            self._compare([side.hear(event.what, event.at) for side in sides], event, event.what, place)
        last = replace(events[-1], at=events[-1].at + _AFTERWARDS, answered=False)
        self._meantime(sides, last)

    def _meantime(self, sides: Sequence[Side], event: Event) -> None:
        place = str(self._old.state.place or "the start")
        for outcomes in meantime(sides, event):
            self._compare(outcomes, event, None, place)

    def _compare(self, outcomes: Sequence[Outcome], event: Event, what: Happening | None, place: str) -> None:
        old, new = outcomes
        counts = self._conversation.counts(event)
        self._all.turns += counts
        if self._apart:
            self._pass_over(counts)
            return
        found = list(parted(old, new, place))
        self._apart = bool(found)
        if not found:
            found = list(together(old.turn, new.turn, place))
            self._apart = self._old.standing[2:] != self._new.standing[2:]
        if counts:
            seen = Seen(self._conversation.number, event.at, what, self._all.turns)
            self._all.groups.add(found, seen)
        if not self._apart:
            self._go_on_alike()

    def _go_on_alike(self) -> None:
        """What was told as a difference is not told again where it shows later."""
        old, new = self._old, self._new
        new.person = replace(new.person, known=old.person.known, language=old.person.language)
        common = {name: value for name, value in old.state.answers.items() if name in new.state.answers}
        new.state = replace(new.state, answers={**new.state.answers, **common})

    def _pass_over(self, counts: bool) -> None:
        self._all.passed_over += counts
        self._all.parted += counts and not self._was_parted
        self._was_parted |= counts
        if self._old.standing == self._new.standing:
            self._new.stand_like(self._old)
            self._apart = False

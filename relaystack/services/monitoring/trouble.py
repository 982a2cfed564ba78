"""What kinds of trouble there are, and how patiently each is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

HOURS, WEEK = timedelta(hours=6), timedelta(days=7)


@dataclass(frozen=True)
class Kind:
    """`patience`: how long it must last before it is told; `again`: between two times that the same is told.

    `over` is said when it is over, if anything is. `by_mail`: staff have no other e-mail of it.
    """

    over: str
    patience: timedelta = timedelta()
    again: timedelta = HOURS
    by_mail: bool = True


KINDS = {
    "degraded": Kind("the bot needs nobody", patience=timedelta(minutes=10)),
    "stopped": Kind("sending goes on", by_mail=False),
    "waiting": Kind("nobody waits too long", by_mail=False),
    "silence": Kind("people write again"),
    "failing": Kind("messages arrive"),
    "number": Kind("Meta takes the number for good again, or has said nothing more for a week", again=WEEK),
    "template": Kind("the template may be sent again", again=WEEK),
    "account": Kind("the restriction has ended, or Meta has said nothing more for a week", again=WEEK),
    "violation": Kind("", again=WEEK),  # it happened: it does not end
    "cost": Kind("a new day has begun, or the limit is higher"),
}


@dataclass(frozen=True)
class Trouble:
    """One thing that is wrong: what it is, and what to do. `of` tells several of a kind apart."""

    kind: str
    title: str
    lines: Sequence[str]
    of: str = ""

    @property
    def name(self) -> str:
        """What it is known by, from one look to the next."""
        return f"{self.kind}/{self.of}" if self.of else self.kind


def kind_of(name: str) -> Kind:
    """The kind of what is known by this name; one of another version is as patient as the others."""
    return KINDS.get(name.partition("/")[0], Kind(name))

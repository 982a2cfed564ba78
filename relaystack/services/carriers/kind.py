"""What may be said of a carrier: all of it in one row, so that nothing of it can be forgotten elsewhere."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy import Connection

from ..contacts.identification import Person
from ..outbox.outbox import Item
from ..outbox.retry import GiveUp

Refusal = Callable[[Item, datetime, datetime | None], GiveUp | None]  # by our clock, and by the provider's if known
LookUp = Callable[[Connection, Sequence[Item], datetime], list[Item]]
Record = Callable[[Connection, Item, Mapping[str, Any], datetime], None]
Lost = Callable[[Connection, Item, str, datetime], None]

START_WITHIN = timedelta(seconds=30)  # what is not started by then is handed back
QUICK = timedelta(seconds=30)  # what a carrier may take of one item at the longest
SLOW = timedelta(minutes=3)  # and what one may take that moves files or speaks SMTP
USUAL = 20  # items a second
BY_SETTING = None  # as fast as SENDS_PER_SECOND says


class Audience(StrEnum):
    """Whom it reaches in the end."""

    PERSON = "person"  # a customer: who says stop is left alone
    STAFF = "staff"
    SYSTEM = "system"


class Priority(IntEnum):
    """Who goes first where not all can go at once."""

    ANSWER = 0  # somebody has written and looks at the screen
    NEWS = 1  # somebody hears of it by themselves
    BULK = 2  # to many at once: it never stands before the others


@dataclass(frozen=True)
class CarrierKind:
    """A carrier, but for how it does its work; that is its gateway's.

    `things` is what waits for it, as staff read it. `needs` are the settings without which it is not made, and `can`
    is what conversations may do where it is, if that has another name. `account` names the carrier whose rate and
    stops are its own too: both go by one number, or one key.

    `per_second` holds for all workers together. `longest` is what one item may take.

    `refusal` says why an item may not leave any more, `look_up` adds what is known by the moment it leaves, `record`
    writes down what came of it, `lost` tells of one that is given up. `is_stored` says whether the file of a record is
    somebody's, where a carrier keeps files; `is_awaited` whether the person's conversation still waits for an event.

    `is_message`: each item has its row among the messages, and an unanswered send is in doubt. `answers`: somebody
    waits, so it goes on while it is stopped, and says so. `is_timed`: an item that is due too late is void, not late.
    `known_as`: what staff are told by e-mail when it stops. `tells_retries`: health says what could not leave at once.
    """

    name: str
    audience: Audience
    things: str
    priority: Priority = Priority.NEWS
    account: str = ""
    needs: str = ""
    can: str = ""
    per_second: int | None = USUAL
    longest: timedelta = QUICK
    refusal: Refusal | None = None
    look_up: LookUp | None = None
    record: Record | None = None
    lost: Lost | None = None
    is_stored: Callable[[Connection, Mapping[str, Any]], bool] | None = None
    is_awaited: Callable[[Person, datetime], bool] | None = None
    is_message: bool = False
    answers: bool = False
    is_timed: bool = False
    hears_of_leads: bool = False
    known_as: str = ""
    tells_retries: bool = False

    def __post_init__(self) -> None:
        """What reaches people asks first whether it may, or there is no such carrier."""
        if self.audience is Audience.PERSON and self.refusal is None:
            raise TypeError(f"{self.name} reaches people: say by `refusal` when it may not")

    @property
    def lease(self) -> timedelta:
        """How long a claim lasts; one that ran out is nobody's any more."""
        return START_WITHIN + self.longest

    @property
    def ability(self) -> str:
        """What conversations may do where it is made."""
        return self.can or self.name

    @property
    def shares(self) -> str:
        """The name under which its rate and its stops stand."""
        return self.account or self.name

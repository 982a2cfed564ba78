"""Is something of a person in a worker's hands? Then it must be settled before all of theirs is taken hold of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, text
from sqlalchemy.exc import OperationalError

from relaystack.models import Message, OutboxItem

from ..outbox import outbox
from .personal import Place

_IN_USE = ("55P03", "40P01")  # PostgreSQL's lock timeout and deadlock: somebody is at work on a row of theirs
_PATIENCE = text("SET LOCAL lock_timeout = 200")  # ms, less than it takes to call a circle a deadlock
_HELD = timedelta(seconds=5)  # what waits is not claimed for so long: who writes all the time would never be free
_ASK_AGAIN = 2  # seconds


@dataclass(frozen=True)
class UnderWay:
    """Something of the person is in a worker's hands: it must be settled first."""

    seconds: int


def is_at_work(error: OperationalError) -> bool:
    """Whether a transaction failed because somebody has rows of theirs, and is to be tried again."""
    return getattr(error.orig, "sqlstate", "") in _IN_USE


def give_way(connection: Connection) -> None:
    """Wait for nobody from here on: whoever has a row of theirs may be waiting for the contact."""
    if connection.dialect.name == "postgresql":
        connection.execute(_PATIENCE)


def of(connection: Connection, contact_id: int, places: Sequence[Place], now: datetime) -> UnderWay | None:
    """What must be waited for; where there is something, nothing more of theirs is claimed for a while."""
    seconds = _claimed_for(connection, places, now)
    if not seconds:
        return None
    outbox.hold_unclaimed(connection, contact_id, now + _HELD)
    return UnderWay(min(seconds, _ASK_AGAIN))


def _claimed_for(connection: Connection, places: Sequence[Place], now: datetime) -> int:
    """For how many seconds more a worker may hold something of theirs. From here on no other can claim any of it."""
    messages = next(place.theirs for place in places if place.table is Message)
    connection.execute(select(Message.id).where(messages).order_by(Message.id).with_for_update())  # as who settles does
    theirs = next(place.theirs for place in places if place.table is OutboxItem)
    claims = connection.scalars(select(OutboxItem.claimed_until).where(theirs).with_for_update())
    return max((int((until - now).total_seconds()) + 1 for until in claims if until and until > now), default=0)

"""Reminders: they wait in the outbox like all that goes out, and come back to the conversation when they are due."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete

from relaystack.engine.carrier import Delivered, OutgoingItem
from relaystack.engine.effects import WakeUp
from relaystack.engine.events import FellSilent
from relaystack.models import OutboxItem

from ..contacts import permission, threads
from ..contacts.identification import Person

CARRIER = "timer"


class Timer:
    """The carrier of reminders: when one is due, the conversation hears of the silence."""

    async def deliver(self, outgoing: OutgoingItem) -> Delivered:
        """Nothing leaves the building."""
        return Delivered(event=FellSilent(str(outgoing.payload["place"]), int(outgoing.payload["minutes"])))

    async def close(self) -> None:
        """There is nothing to let go of."""


def item(effect: WakeUp, key: str, contact_id: int, now: datetime) -> dict[str, Any]:
    """What to post so that the conversation is woken."""
    return {
        "key": key, "carrier": CARRIER, "contact_id": contact_id, "due_at": now + timedelta(minutes=effect.minutes),
        "payload": {"place": effect.place, "minutes": effect.minutes},
    }  # fmt: skip


def drop(connection: Connection, contact_id: int) -> None:
    """Forget a person's reminder, also one that is being delivered: who settles it finds it gone."""
    mine = OutboxItem.contact_id == contact_id, OutboxItem.carrier == CARRIER
    connection.execute(delete(OutboxItem).where(*mine))


def may_wake(person: Person, now: datetime) -> bool:
    """Whether a reminder is still in place: nobody has said stop or taken over, and we may write."""
    may_write = person.last_inbound_at is not None and now - person.last_inbound_at <= permission.WINDOW
    is_ours = not person.is_handed_over(now) and not threads.is_anothers(person, now)
    return may_write and person.opted_out_at is None and is_ours

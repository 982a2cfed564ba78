"""The reply that waits a moment for what else its reader writes: found, and taken away for one that says it all."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select

from relaystack.models import Message, OutboxItem, Status

from .outbox import WHATSAPP

_LAST = (
    select(OutboxItem.key, OutboxItem.payload)
    .where(
        OutboxItem.contact_id == bindparam("contact"),
        OutboxItem.carrier == WHATSAPP,
        OutboxItem.claimed_by.is_(None),
        OutboxItem.due_at > bindparam("now"),
    )
    .order_by(OutboxItem.id.desc())
    .limit(1)
)


def last(connection: Connection, contact_id: int, now: datetime) -> tuple[str, Mapping[str, Any]] | None:
    """The last item of a person that is not due yet, and that nobody has begun to send: its key and payload."""
    row = connection.execute(_LAST, {"contact": contact_id, "now": now}).first()
    return (row.key, row.payload) if row else None


def take_away(connection: Connection, key: str) -> bool:
    """Remove an item and its message, as if it had never been said; false where it left, or may have left."""
    waits = Message.key == key, Message.status == Status.QUEUED  # what is in doubt waits in the outbox as well
    message = connection.scalar(select(Message.id).where(*waits).with_for_update())  # first, as settling does
    if message is None:
        return False
    unclaimed = OutboxItem.key == key, OutboxItem.claimed_by.is_(None)
    if not connection.execute(delete(OutboxItem).where(*unclaimed)).rowcount:
        return False
    connection.execute(delete(Message).where(Message.id == message))
    return True

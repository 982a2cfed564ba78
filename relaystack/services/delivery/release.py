"""How do staff let a person go on whose messages wait, without waiting for what they wait for?"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from relaystack.models import Message, OutboxItem, Status

from ..carriers import kinds
from ..storage import audit

_WAITS = select(
    OutboxItem.id, OutboxItem.key, OutboxItem.due_at, OutboxItem.attempts, OutboxItem.claimed_until
).order_by(OutboxItem.id)


@dataclass(frozen=True)
class Released:
    """Messages to one person: how many leave now, of these how many may arrive twice, and how many a worker holds."""

    messages: int
    in_doubt: int
    held: int


def release(connection: Connection, contact_id: int, by: str, now: datetime) -> Released:
    """Make all that waits for a person due now, also what is in doubt; what a worker has in its hands is left to it."""
    mine = _WAITS.where(OutboxItem.contact_id == contact_id, OutboxItem.carrier.in_(kinds.messages()))
    rows = connection.execute(mine.with_for_update(skip_locked=True, of=OutboxItem)).all()
    free = [row for row in rows if row.claimed_until is None or row.claimed_until < now]
    later = [row for row in free if row.due_at > now]
    doubtful = _in_doubt(connection, [row.key for row in later])
    if later:
        connection.execute(update(OutboxItem).where(OutboxItem.id.in_([row.id for row in later])).values(due_at=now))
        before = {"due_at": max(row.due_at for row in later), "in_doubt": doubtful}
        after = {"due_at": now, "in_doubt": []}
        audit.note(connection, by, "person.release", audit.of_contact(contact_id), before, after, now, contact_id)
    return Released(len(later), len(doubtful), len(rows) - len(free))


def _in_doubt(connection: Connection, keys: list[str]) -> list[str]:
    """Those of which nobody knows whether they have gone out."""
    doubtful = select(Message.key).where(Message.key.in_(keys), Message.status == Status.IN_DOUBT)
    return [str(key) for key in connection.scalars(doubtful.order_by(Message.id))]

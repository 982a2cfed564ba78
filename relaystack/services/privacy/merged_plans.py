"""What was written for later to two contacts that become one: what either had said by then voids none of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from relaystack.models import Direction, Message, PlannedMessage

_TABLE = PlannedMessage.__tablename__
_PENDING = select(PlannedMessage.id, PlannedMessage.heard_id, PlannedMessage.planned_at).where(
    PlannedMessage.ended_at.is_(None)
)


def heard(connection: Connection, kept_id: int, other_id: int, changed: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Add to `changed`, and hand back, how far each has heard: the words of the other one that stood there by then."""
    rows: dict[str, Any] = {}
    for mine, theirs in ((kept_id, other_id), (other_id, kept_id)):
        for row in connection.execute(_PENDING.where(PlannedMessage.contact_id == mine)).all():
            last = _last(connection, theirs, row.planned_at)
            if last > row.heard_id >= _last(connection, mine):
                rows[str(row.id)] = {"heard_id": [row.heard_id, last]}
    if rows:
        changed[_TABLE] = rows
    return _TABLE, {_TABLE: rows}


def _last(connection: Connection, contact_id: int, by: datetime | None = None) -> int:
    """The last message of a person, by its number; of those that came by a moment."""
    theirs = [Message.contact_id == contact_id, Message.direction == Direction.INCOMING]
    if by is not None:
        theirs.append(Message.timestamp <= by)
    return connection.scalar(select(func.max(Message.id)).where(*theirs)) or 0

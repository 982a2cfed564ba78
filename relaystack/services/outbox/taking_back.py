"""What waits for a person is taken back before anybody sends it: never what may have gone out already.

The messages are locked before their items, in one order, as settling does: neither waits for the other.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from relaystack.models import Message, OutboxItem, Status

from .outbox import WHATSAPP, is_reply

_REPLIES = select(OutboxItem.key, OutboxItem.payload).where(
    OutboxItem.contact_id == bindparam("contact"), OutboxItem.carrier == WHATSAPP, OutboxItem.claimed_by.is_(None),
    OutboxItem.due_at > bindparam("after"),
)  # fmt: skip


def waiting(connection: Connection, contact_id: int, carriers: Collection[str], *, of_bot: bool = False) -> list[str]:
    """Take back what of these carriers waits for a person and nobody has begun to send; the keys.

    `of_bot`: but for what may go out while consultants have the conversation, as what they write themselves.
    """
    theirs = OutboxItem.contact_id == contact_id, OutboxItem.carrier.in_(carriers), OutboxItem.claimed_by.is_(None)
    found = connection.execute(select(OutboxItem.key, OutboxItem.payload).where(*theirs))
    return list(_remove(connection, [r.key for r in found if not (of_bot and r.payload.get("even_handed_over"))]))


def these(connection: Connection, keys: Collection[str]) -> list[str]:
    """Take back these, where nobody has begun to send them; the keys of those that were there."""
    return list(_remove(connection, keys))


def replies(connection: Connection, contact_id: int, due_after: datetime) -> dict[str, datetime]:
    """Take back the replies due after that which nobody has begun to send; their keys, and when they were due."""
    found = connection.execute(_REPLIES, {"contact": contact_id, "after": due_after})
    return _remove(connection, [row.key for row in found if is_reply(row.payload)])


def older(connection: Connection, contact_id: int, carriers: Collection[str], than: datetime) -> list[str]:
    """Take back what of these carriers is from before that, also what is in the hands of a worker that died."""
    theirs = OutboxItem.contact_id == contact_id, OutboxItem.carrier.in_(carriers), OutboxItem.created_at < than
    _lock(connection, connection.scalars(select(OutboxItem.key).where(*theirs)))
    return list(connection.scalars(delete(OutboxItem).where(*theirs).returning(OutboxItem.key)))


def _remove(connection: Connection, keys: Collection[str]) -> dict[str, datetime]:
    """Those of them that are sure not to have left, and that nobody has claimed meanwhile; when they were due."""
    if not keys:
        return {}
    sure = set(keys) - _lock(connection, keys)
    unclaimed = OutboxItem.key.in_(sure), OutboxItem.claimed_by.is_(None)
    gone = delete(OutboxItem).where(*unclaimed).returning(OutboxItem.key, OutboxItem.due_at)
    return {row.key: row.due_at for row in connection.execute(gone)}


def _lock(connection: Connection, keys: Iterable[str]) -> set[str]:
    """Let nobody settle these messages meanwhile; those of them that are in doubt."""
    theirs = select(Message.key, Message.status).where(Message.key.in_(list(keys)))
    rows = connection.execute(theirs.order_by(Message.id).with_for_update()).all()
    return {row.key for row in rows if row.status == Status.IN_DOUBT}

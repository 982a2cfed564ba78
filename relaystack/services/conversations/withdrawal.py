"""How what waits for a person is taken back: nothing of it may leave any more, and the record says why."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, update

from relaystack.models import UNDER_WAY, Message, Status

from ..carriers import kinds, timers
from ..outbox import taking_back

SUPERSEDED = "not sent: the person wrote faster than WhatsApp may be answered, and a later reply took its place"


def take_back(connection: Connection, contact_id: int, reason: str, *, of_bot: bool = False) -> None:
    """Take back the messages that are sure not to have left, and the reminder; `of_bot`: not what staff wrote.

    What may have gone out waits on for word of it; once that is settled, it is refused like anything else.
    """
    timers.drop(connection, contact_id)
    _not_sent(connection, taking_back.waiting(connection, contact_id, kinds.to_people(), of_bot=of_bot), reason)


def take_back_older(connection: Connection, contact_id: int, than: datetime, reason: str) -> None:
    """Take back the messages from before that, also those in the hands of a worker that died."""
    _not_sent(connection, taking_back.older(connection, contact_id, kinds.to_people(), than), reason)


def take_back_these(connection: Connection, keys: Sequence[str], reason: str) -> None:
    """Take back these, as far as they are sure not to have left."""
    _not_sent(connection, taking_back.these(connection, keys), reason)


def take_back_replies(connection: Connection, contact_id: int, due_after: datetime) -> datetime | None:
    """Take back the replies due after that, for one that is to stand in their place; when the first was due."""
    due = taking_back.replies(connection, contact_id, due_after)
    _not_sent(connection, list(due), SUPERSEDED)
    return min(due.values(), default=None)


def _not_sent(connection: Connection, keys: Sequence[str], reason: str) -> None:
    if keys:
        failed = {"status": Status.FAILED, "error_title": reason}
        under_way = Message.key.in_(keys), Message.status.in_(UNDER_WAY)
        connection.execute(update(Message).where(*under_way).values(failed))

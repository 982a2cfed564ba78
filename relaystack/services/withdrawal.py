"""How what waits for a person is taken back: nothing of it may leave any more, and the record says why."""

from sqlalchemy import Connection, update

from relaystack.models import Message, Status

from . import outbox, timers


def take_back(connection: Connection, contact_id: int, reason: str) -> None:
    """Take back the messages that nobody has begun to send, and the reminder."""
    timers.drop(connection, contact_id)
    gone = outbox.drop(connection, contact_id)
    if gone:
        failed = {"status": Status.FAILED, "error_title": reason}
        connection.execute(update(Message).where(Message.key.in_(gone)).values(failed))

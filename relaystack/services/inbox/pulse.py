"""Has anything changed in the inbox? Known by what came last: one look at the ends of two tables."""

from datetime import UTC, datetime

from sqlalchemy import select

from relaystack.models import AuditEntry, Message

from ..storage.database import Database
from . import readers

_LOOKED_AT = 40  # of the last rows: a number may be given before one that is written earlier
# Built once: every open browser asks every few seconds.
_SAID = select(Message.id).order_by(Message.id.desc()).limit(_LOOKED_AT)
_DONE = select(AuditEntry.id, AuditEntry.action).order_by(AuditEntry.id.desc()).limit(_LOOKED_AT)


def version(database: Database) -> str:
    """A name for how all lists stand; with the minute, since waiting is told in minutes."""
    with database.reading() as connection:
        messages = connection.scalars(_SAID).all()
        entries = [row.id for row in connection.execute(_DONE) if row.action != readers.READ]
    return f"{datetime.now(UTC):%H%M}-{max(messages, default=0)}.{sum(messages)}.{sum(entries)}"

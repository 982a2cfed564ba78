"""Has anything changed in the inbox? Known by what came last: one look at the ends of two tables."""

from datetime import UTC, datetime

from sqlalchemy import Connection, func, select, true

from relaystack.models import AuditEntry, Message

from . import readers

_LOOKED_AT = 40  # of the last rows: a number may be given before one that is written earlier
# Built once: every open browser asks every few seconds.
_SAID = select(Message.id).order_by(Message.id.desc()).limit(_LOOKED_AT).subquery()
_DONE = select(AuditEntry.id, AuditEntry.action).order_by(AuditEntry.id.desc()).limit(_LOOKED_AT).subquery()
_said = select(func.max(_SAID.c.id).label("last"), func.sum(_SAID.c.id).label("said")).subquery()
_done = select(func.sum(_DONE.c.id).label("done")).where(_DONE.c.action != readers.READ).subquery()
_BOTH = select(_said, _done).join_from(_said, _done, true())


def version(connection: Connection) -> str:
    """A name for how all lists stand; with the minute, since waiting is told in minutes."""
    both = connection.execute(_BOTH).one()
    return f"{datetime.now(UTC):%H%M}-{both.last or 0}.{both.said or 0}.{both.done or 0}"

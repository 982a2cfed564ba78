"""Who read what was said with a person? Noted once for each of us, person and hour: more would tell nothing new."""

from contextlib import suppress
from datetime import UTC, datetime

from sqlalchemy import Connection, exists, select

from relaystack.models import AuditEntry

from ..storage import audit
from ..storage.database import AWAY, Database

READ = "conversation.read"
MOST = 5  # of those who are named


def note(database: Database, contact_id: int, by: str) -> None:
    """Somebody reads the conversation, or a file of it."""
    now = datetime.now(UTC)
    with database.reading() as connection:
        if _is_noted(connection, contact_id, by, now):
            return
    with suppress(*AWAY), database.transaction() as connection:  # no reason to show nothing while no write gets through
        audit.note(connection, by, READ, audit.of_contact(contact_id), {}, {}, now, contact_id)


def others(database: Database, contact_id: int, but: str) -> list[tuple[str, datetime]]:
    """Who else has read it within the last hour or so, and when first: they may be about to answer."""
    hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    mine = AuditEntry.subject == audit.of_contact(contact_id), AuditEntry.action == READ, AuditEntry.by != but
    found = select(AuditEntry.by, AuditEntry.at).where(*mine, AuditEntry.at >= hour).order_by(AuditEntry.id)
    with database.reading() as connection:
        return [(row.by, row.at) for row in connection.execute(found.limit(MOST))]


def _is_noted(connection: Connection, contact_id: int, by: str, now: datetime) -> bool:
    hour = now.replace(minute=0, second=0, microsecond=0)
    mine = AuditEntry.subject == audit.of_contact(contact_id), AuditEntry.action == READ, AuditEntry.by == by
    return bool(connection.scalar(select(exists().where(*mine, AuditEntry.at >= hour))))

"""What staff changed: written down in the transaction that changes it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from relaystack.models import AuditEntry

from .database import Database
from .pages import Page, Wanted, page

TERMINAL = "the command line"  # who works there
_SHOWN = (AuditEntry.id, AuditEntry.at, AuditEntry.by, AuditEntry.action, AuditEntry.changes)


def of_contact(contact_id: int) -> str:
    """A person, as the subject of an entry."""
    return f"contact:{contact_id}"


def note(
    connection: Connection, by: str, action: str, subject: str, before: Mapping[Any, Any], after: Mapping[str, Any],
    now: datetime, contact_id: int | None = None,
) -> None:  # fmt: skip
    """Keep each field's value before and after."""
    connection.execute(insert(AuditEntry), entry(by, action, subject, before, after, now, contact_id))


def entry(
    by: str, action: str, subject: str, before: Mapping[Any, Any], after: Mapping[str, Any], now: datetime,
    contact_id: int | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The same as a row, for who writes down many at once."""
    changes = {name: [_plain(before[name]), _plain(value)] for name, value in after.items()}
    return {"at": now, "by": by, "action": action, "subject": subject, "contact_id": contact_id, "changes": changes}


def of(database: Database, subject: str, wanted: Wanted) -> Page:
    """What was changed of it, the newest first."""
    found = select(*_SHOWN)
    with database.reading() as connection:
        return page(connection, found.where(AuditEntry.subject == subject), wanted, AuditEntry.id)


def every(database: Database, wanted: Wanted, subject: str = "") -> Page:
    """What was done by whom, the newest first; of one subject, or of all."""
    found = select(*_SHOWN, AuditEntry.subject)
    with database.reading() as connection:
        return page(connection, found.where(AuditEntry.subject == subject) if subject else found, wanted, AuditEntry.id)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value

"""Who did what, when, and what it was before: looked up by staff, and taken as a sheet."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, false, select

from relaystack.models import AuditEntry, Contact, Lead

from ..notices import known
from ..storage import audit, pages, sheets, steps
from ..storage.database import Database

EXPORT = "audit.export"
_ENTRY = (AuditEntry.id, AuditEntry.at, AuditEntry.by, AuditEntry.action, AuditEntry.subject, AuditEntry.changes,
          AuditEntry.contact_id)  # fmt: skip
_COLUMNS = ("at", "by", "action", "subject", "changes")


@dataclass(frozen=True)
class Filter:
    """Which entries; what is not given does not matter. `until` is the first moment that is too late."""

    by: str = ""
    action: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def of(self, connection: Connection, query: Any) -> Any:
        """The query for these alone."""
        if self.by:
            names = _names(connection, self.by)
            query = query.where(AuditEntry.by.in_(names) if names else false())
        if self.action:
            query = query.where(AuditEntry.action == self.action)
        if self.subject:
            query = query.where(AuditEntry.subject == self.subject)
        if self.since:
            query = query.where(AuditEntry.at >= self.since)
        return query.where(AuditEntry.at < self.until) if self.until else query


def page(database: Database, which: Filter, wanted: pages.Wanted) -> pages.Page:
    """A page of what was done, the newest first, with the name of whom it was about."""
    found = select(*_ENTRY, known.NAME_COLUMN).outerjoin(Contact, Contact.id == AuditEntry.contact_id)
    found = found.outerjoin(Lead, Lead.contact_id == AuditEntry.contact_id)
    with database.reading() as connection:
        return pages.page(connection, which.of(connection, found), wanted, AuditEntry.id)


def as_csv(database: Database, which: Filter, by: str, worded: Callable[[Any], Any]) -> Iterator[str]:
    """The entries as a sheet; that somebody took it stands in the audit itself."""
    with database.transaction() as connection:
        audit.note(connection, by, EXPORT, "audit", {}, {}, datetime.now(UTC))
    return sheets.sheet(_COLUMNS, partial(page, database, which), worded)


def _names(connection: Connection, part: str) -> list[str]:
    """Whoever ever did anything and is called so: they are few, while what they did is not."""
    there = steps.of(AuditEntry.by)
    return list(connection.scalars(select(there).where(there.c.value.icontains(part, autoescape=True))))

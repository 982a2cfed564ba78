"""Whose number is this? Asked by staff, who write it as it stands on a card."""

from sqlalchemy import select

from relaystack.engine.phones import canonical, dialled
from relaystack.models import Contact

from ..storage.database import Database


def by_phone(database: Database, written: str) -> int | None:
    """The contact with that number, however it is written; None where there is none."""
    digits = dialled(written.strip()[:40])
    if digits is None:
        return None
    with database.reading() as connection:
        found = select(Contact.id).where(Contact.phone == canonical(digits), Contact.erased_at.is_(None))
        return connection.scalar(found)

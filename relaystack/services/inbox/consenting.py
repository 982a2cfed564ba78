"""Staff write down that somebody agreed to marketing, or agrees no more, as they were told."""

from collections.abc import Container
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from relaystack.models import Contact

from ..contacts import consent
from ..storage.database import Database
from ..storage.versions import must_be
from .authors import Writer
from .person_story import standing

_LOCKED = select(Contact.opted_out_at, Contact.marketing_opted_out_at, *consent.COLUMNS)


def agreed(
    database: Database, id: int, how: str, words: str, by: Writer, seen: Container[str] | None = None
) -> str | None:
    """Record that they agreed; why that cannot be, or nothing at all where there is no such person."""
    with database.transaction() as connection:
        if not _there(connection, id, seen):
            return None
        return consent.record(connection, id, how, by.name, datetime.now(UTC), words)


def withdrawn(database: Database, id: int, how: str, by: Writer, seen: Container[str] | None = None) -> bool:
    """Record that they agree no more; whether there is such a person. Raises Outdated by `seen`."""
    with database.transaction() as connection:
        if not _there(connection, id, seen):
            return False
        consent.withdrawn(connection, id, by.name, datetime.now(UTC), how)
        return True


def _there(connection: Connection, id: int, seen: Any) -> bool:
    """Whether there is such a person, who is locked, and as somebody has seen them."""
    mine = _LOCKED.where(Contact.id == id, Contact.erased_at.is_(None))
    row = connection.execute(mine.with_for_update(key_share=True)).first()
    if row is not None:
        must_be(seen, standing(row._mapping))
    return row is not None

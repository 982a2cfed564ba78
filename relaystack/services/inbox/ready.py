"""Ready answers: what staff say again and again, in each language, under one name."""

from collections.abc import Container
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update

from relaystack.models import CannedReply

from ..storage import audit
from ..storage.database import Database, insert
from ..storage.versions import must_be
from .authors import Writer

LONGEST_NAME, LONGEST, MOST = 60, 4096, 500  # characters, and how many there may be
_COLUMNS = (CannedReply.id, CannedReply.name, CannedReply.language, CannedReply.text)


class Taken(Exception):
    """There is one of this name in this language, or there are too many."""


def every(database: Database) -> list[dict[str, Any]]:
    """All of them, by name."""
    found = select(*_COLUMNS).order_by(CannedReply.name, CannedReply.language)
    with database.reading() as connection:
        return [dict(row._mapping) for row in connection.execute(found)]


def spoken(database: Database, language: str | None, own: str) -> list[dict[str, Any]]:
    """Those for somebody who speaks a language: in that one, else in the brand's `own`."""
    found = {one["name"]: one for one in every(database) if one["language"] == own}
    found |= {one["name"]: one for one in every(database) if one["language"] == language}
    return list(found.values())


def add(database: Database, name: str, language: str, text: str, by: Writer) -> None:
    """Keep a new one. Raises Taken."""
    now = datetime.now(UTC)
    row = {"name": name, "language": language, "text": text, "updated_at": now}
    with database.transaction() as connection:
        if len(connection.scalars(select(CannedReply.id).limit(MOST)).all()) >= MOST:
            raise Taken
        new = insert(connection, CannedReply).on_conflict_do_nothing(index_elements=["name", "language"])
        id = connection.scalars(new.returning(CannedReply.id), row).first()
        if id is None:
            raise Taken
        _audit(connection, by, "reply.add", id, (None, text), now)


def change(database: Database, id: int, text: str, by: Writer, seen: Container[str] | None = None) -> bool:
    """Word one anew, unless it is not what was seen any more (Outdated); whether it is there."""
    now = datetime.now(UTC)
    with database.transaction() as connection:
        row = connection.execute(select(*_COLUMNS).where(CannedReply.id == id).with_for_update()).first()
        if row is None:
            return False
        must_be(seen, dict(row._mapping))
        if row.text != text:
            changed = {"text": text, "updated_at": now}
            connection.execute(update(CannedReply).where(CannedReply.id == id).values(changed))
            _audit(connection, by, "reply.change", id, (row.text, text), now)
    return True


def remove(database: Database, id: int, by: Writer) -> bool:
    """Take one away; whether it was there."""
    with database.transaction() as connection:
        gone = connection.execute(delete(CannedReply).where(CannedReply.id == id).returning(CannedReply.text)).first()
        if gone:
            _audit(connection, by, "reply.remove", id, (gone.text, None), datetime.now(UTC))
    return gone is not None


def _audit(
    connection: Connection, by: Writer, action: str, id: int, text: tuple[str | None, str | None], now: datetime
) -> None:
    before, after = ({"text": words} for words in text)
    audit.note(connection, by.name, action, f"reply:{id}", before, after, now)

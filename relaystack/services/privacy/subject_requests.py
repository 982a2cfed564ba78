"""All that is kept of a person: handed out, or erased for good."""

import logging
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import OperationalError

from relaystack.engine.carrier import place_of
from relaystack.models import Contact, Erasure, GivenUp, Media, OutboxItem

from ..carriers import kinds
from ..storage import audit, scrubbing
from ..storage.database import Database
from . import personal, under_way
from .under_way import UnderWay

log = logging.getLogger(__name__)


def export(database: Database, contact_id: int, by: str) -> dict[str, Any] | None:
    """All rows of all tables that are a person's; nothing where there is no such person."""
    with database.transaction() as connection:
        contact = connection.execute(_there(contact_id)).first()
        if contact is None:
            return None
        audit.note(
            connection, by, "contact.export", audit.of_contact(contact_id), {}, {}, datetime.now(UTC), contact_id
        )
        found = personal.places(connection, personal.marks_of(connection, contact._mapping))
        rows = {place.name: _rows(connection, place) for place in found}
    return {"contact_id": contact_id, "exported_at": datetime.now(UTC), "tables": rows}


def erase(database: Database, media_dir: Path, contact_id: int, by: str) -> dict[str, Any] | UnderWay | None:
    """Erase a person everywhere, files too; the receipt says how many rows of which table."""
    try:
        with database.transaction() as connection:
            done = _erase(connection, media_dir, contact_id, by)
    except OperationalError as error:
        if not under_way.is_at_work(error):
            raise
        return UnderWay(1)
    if isinstance(done, dict):
        log.info("contact %s was erased: receipt %s", contact_id, done["id"])
        scrubbing.finish(database)
        return receipt(database, done["id"])
    return done


def receipt(database: Database, id: str) -> dict[str, Any] | None:
    """The receipt of an erasure."""
    with database.reading() as connection:
        row = connection.execute(select(Erasure.__table__).where(Erasure.id == id)).first()
    return {**row._mapping, "complete": row.scrubbed_at is not None} if row else None


def _erase(connection: Connection, media_dir: Path, contact_id: int, by: str) -> dict[str, Any] | UnderWay | None:
    now = datetime.now(UTC)
    contact = connection.execute(_there(contact_id).with_for_update()).first()
    if contact is None:
        return None
    under_way.give_way(connection)
    marks = personal.marks_of(connection, contact._mapping)
    places = personal.places(connection, marks)
    if waiting := under_way.of(connection, contact_id, places, now):
        return waiting
    files = set(_files(connection, places, media_dir))
    removed: Counter[str] = Counter()
    for _ in range(2):  # what has moved from one table to another during the first round is found by the second
        for place in personal.places(connection, marks):
            removed[place.name] += _remove(connection, place)
    connection.execute(update(Contact).where(Contact.id == contact_id).values(personal.emptied(now)))
    removed |= {Contact.__tablename__: 1, "files": _shred(files)}
    kept = {name: count for name, count in removed.items() if count}
    done = {"id": str(uuid4()), "contact_id": contact_id, "at": now, "by": by, "removed": kept}
    done["scrubbed_at"] = None if connection.dialect.name == "sqlite" else now  # SQLite's files come after the commit
    connection.execute(insert(Erasure), done)
    named = {"receipt": done["id"]}  # nobody's data, so this row stays when the contact's own are gone
    audit.note(connection, by, "contact.erase", audit.of_contact(contact_id), {"receipt": None}, named, now)
    return done


def _there(contact_id: int) -> Any:
    return select(Contact.__table__).where(Contact.id == contact_id, Contact.erased_at.is_(None))


def _rows(connection: Connection, place: personal.Place) -> list[dict[str, Any]]:
    found = connection.execute(select(place.table.__table__).where(place.theirs))
    return [personal.plain(row._mapping) for row in found]


def _files(connection: Connection, places: Iterable[personal.Place], media_dir: Path) -> Iterator[Path]:
    """Their files; also those of which a worker that died has written nothing down."""
    for place in places:
        if place.table is Media:
            for path in connection.scalars(select(Media.path).where(place.theirs)):
                yield media_dir / path
                yield from media_dir.glob(f"*/{Path(path).name}.part")  # as a crash before its own name leaves it
        elif place.table in (OutboxItem, GivenUp):
            table = place.table.__table__
            keeping = kinds.names(lambda kind: kind.is_stored)
            keys = select(table.c.key).where(place.theirs, table.c.carrier.in_(keeping))
            for key in connection.scalars(keys):
                yield from media_dir.glob(f"{place_of(key)}.*")


def _shred(files: Collection[Path]) -> int:
    """Before the commit: if that fails it is done again, while a file without its row would never be found."""
    for file in files:
        file.unlink(missing_ok=True)
    return len(files)


def _remove(connection: Connection, place: personal.Place) -> int:
    """The contact's own row stays."""
    return 0 if place.table is Contact else connection.execute(delete(place.table).where(place.theirs)).rowcount

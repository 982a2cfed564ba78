"""All that is kept of a person: handed out, or erased for good."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, delete, insert, select, update

from relaystack.models import Contact, Erasure, Media, Message, OutboxItem

from . import personal
from .database import Database

log = logging.getLogger(__name__)

# What a contact's row holds after an erasure: its number, so that it cannot become somebody else's, and when.
_EMPTY: dict[str, Any] = {
    column.name: None for column in Contact.__table__.columns if column.nullable and column.name != "erased_at"
} | {"profile_name": ""}


@dataclass(frozen=True)
class UnderWay:
    """Something of the person is in a worker's hands: it must be settled first."""

    seconds: int


def export(database: Database, contact_id: int) -> dict[str, Any] | None:
    """All rows of all tables that are a person's; nothing where there is no such person."""
    with database.reading() as connection:
        contact = connection.execute(_there(contact_id)).first()
        if contact is None:
            return None
        found = personal.places(connection, contact_id, personal.names_of(contact._mapping))
        rows = {place.name: _rows(connection, place) for place in found}
    return {"contact_id": contact_id, "exported_at": datetime.now(UTC), "tables": rows}


def erase(database: Database, media_dir: Path, contact_id: int, by: str) -> dict[str, Any] | UnderWay | None:
    """Erase a person everywhere, their files first; the receipt says how many rows of which table."""
    now = datetime.now(UTC)
    with database.transaction() as connection:
        contact = connection.execute(_there(contact_id).with_for_update()).first()
        if contact is None:
            return None
        places = personal.places(connection, contact_id, personal.names_of(contact._mapping))
        if seconds := _claimed_for(connection, places, now):
            return UnderWay(seconds)
        files = _shred(connection, media_dir, contact_id)
        removed = {place.name: _remove(connection, place, now) for place in places}
        kept = {name: count for name, count in {**removed, "files": files}.items() if count}
        receipt = {"id": str(uuid4()), "contact_id": contact_id, "at": now, "by": by, "removed": kept}
        connection.execute(insert(Erasure), receipt)
    log.info("contact %s was erased: receipt %s", contact_id, receipt["id"])
    return receipt


def receipt(database: Database, id: str) -> dict[str, Any] | None:
    """The receipt of an erasure."""
    with database.reading() as connection:
        row = connection.execute(select(Erasure.__table__).where(Erasure.id == id)).first()
    return dict(row._mapping) if row else None


def _there(contact_id: int) -> Any:
    return select(Contact.__table__).where(Contact.id == contact_id, Contact.erased_at.is_(None))


def _rows(connection: Connection, place: personal.Place) -> list[dict[str, Any]]:
    found = connection.execute(select(place.table.__table__).where(place.theirs))
    return [personal.plain(row._mapping) for row in found]


def _claimed_for(connection: Connection, places: Sequence[personal.Place], now: datetime) -> int:
    """For how many seconds more a worker may hold something of theirs. From here on no other can claim any of it."""
    messages = next(place.theirs for place in places if place.table is Message)
    connection.execute(select(Message.id).where(messages).order_by(Message.id).with_for_update())  # as who settles does
    theirs = next(place.theirs for place in places if place.table is OutboxItem)
    claims = connection.scalars(select(OutboxItem.claimed_until).where(theirs).with_for_update())
    return max((int((until - now).total_seconds()) + 1 for until in claims if until and until > now), default=0)


def _shred(connection: Connection, media_dir: Path, contact_id: int) -> int:
    """Before the commit: if that fails it is done again, while a file without its row would never be found."""
    paths = list(connection.scalars(select(Media.path).where(Media.contact_id == contact_id)))
    for path in paths:
        (media_dir / path).unlink(missing_ok=True)
    return len(paths)


def _remove(connection: Connection, place: personal.Place, now: datetime) -> int:
    if place.table is Contact:
        emptied = {**_EMPTY, "created_at": now, "updated_at": now, "erased_at": now}
        return connection.execute(update(Contact).where(place.theirs).values(emptied)).rowcount
    return connection.execute(delete(place.table).where(place.theirs)).rowcount

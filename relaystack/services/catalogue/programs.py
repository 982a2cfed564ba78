"""The programmes in the database: read for the engine and for staff, and changed by staff."""

import time
from collections.abc import Callable, Container, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, or_, select, update

from relaystack.content.programs import OF_STAFF, to_program
from relaystack.engine.catalogue import Catalogue
from relaystack.models import Program

from ..storage import audit
from ..storage.database import Database
from ..storage.versions import must_be
from . import program_changes
from .program_rows import OF_THE_FILE, as_row, edited
from .program_seeding import seed as seed
from .program_seeding import withdrawn as withdrawn

_table = Program.__table__
_SERVED = select(_table).where(Program.hidden.is_(False), Program.withdrawn_at.is_(None))
Changes = Callable[[Mapping[str, Any]], Mapping[str, Any]]  # made from the row as it stands
_BIGGEST = 2**63 - 1
FRESH_SECONDS = 5.0


def read(connection: Connection) -> Catalogue:
    """What customers are shown: neither what staff hide nor what the file has no more."""
    return Catalogue([to_program(dict(row._mapping)) for row in connection.execute(_SERVED)])


def every(database: Database) -> list[dict[str, Any]]:
    """All programmes by category and rank: the closed, the hidden and the withdrawn too."""
    with database.reading() as connection:
        rows = connection.execute(select(_table).order_by(Program.category, Program.rank, Program.code))
        return [shown(dict(row._mapping)) for row in rows]


def one(database: Database, key: str) -> dict[str, Any] | None:
    """A programme, by its code or its number."""
    with database.reading() as connection:
        row = found(connection, key)
    return shown(row) if row else None


def change(
    database: Database, key: str, changes: Mapping[str, Any], by: str, seen: Container[str] | None = None
) -> dict[str, Any] | None:
    """Change a programme, and write down who did; `seed` keeps it. Unfit says what does not fit together.

    Raises Outdated where `seen` names versions of it and it is none of them any more.
    """
    with database.transaction() as connection:
        before = found(connection, key, for_update=True)
        return revise(connection, before, lambda _: changes, by, seen=seen) if before else None


def revise(
    connection: Connection, before: Mapping[str, Any], changes: Changes, by: str, action: str = "program.change",
    seen: Container[str] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The same within a transaction that holds the row; `changes` are made from it once it is the one that was seen."""
    must_be(seen, shown(before))
    now = datetime.now(UTC)
    after = program_changes.after(before, changes(before))
    if after:
        standing = program_changes.standing(before)
        row = as_row(before, {**standing, **after})
        altered = {name: row[name] for name in (*OF_THE_FILE, *OF_STAFF, "details")}
        connection.execute(update(Program).where(Program.id == before["id"]).values(**altered, updated_at=now))
        told = {name: standing.get(name) for name in after}
        audit.note(connection, by, action, subject(before["code"]), told, after, now)
    return shown(found(connection, before["code"]) or {})


def subject(code: str) -> str:
    """A programme, as the subject of an entry of the audit."""
    return f"program:{code}"


def found(connection: Connection, key: str, *, for_update: bool = False) -> dict[str, Any] | None:
    """Its whole row, by its code or its number."""
    number = int(key) if key.isascii() and key.isdigit() and int(key) <= _BIGGEST else None
    wanted = select(_table).where(or_(Program.code == key, Program.id == number))
    wanted = wanted.order_by((Program.code == key).desc()).limit(1)  # a code may be a number too
    row = connection.execute(wanted.with_for_update() if for_update else wanted).first()
    return dict(row._mapping) if row else None


def shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """A programme with which of its fields staff have edited."""
    shown = {name: value for name, value in row.items() if name != "seeded"}
    return {**shown, "edited": edited(row)}


class CatalogueCache:
    """The catalogue, read again when it is a few seconds old: an edit shows at once, no message pays for it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._read_at = -FRESH_SECONDS
        self._catalogue = Catalogue([])

    def get(self, connection: Connection) -> Catalogue:
        """The catalogue, at most FRESH_SECONDS old."""
        if self._clock() - self._read_at >= FRESH_SECONDS:
            self._catalogue, self._read_at = read(connection), self._clock()
        return self._catalogue

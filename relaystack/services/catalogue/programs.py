"""The programmes in the database: read for the engine and for staff, and changed by staff."""

import time
from collections.abc import Callable, Container, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, or_, select, update

from relaystack.content.programs import to_programme
from relaystack.engine.catalogue import Catalogue
from relaystack.models import Program

from ..storage import audit
from ..storage.database import Database
from ..storage.versions import must_be
from . import program_changes
from .program_rows import columns, edited, flat, typed
from .program_seeding import seed as seed
from .program_seeding import withdrawn as withdrawn

_table = Program.__table__
_SERVED = select(_table).where(Program.hidden.is_(False), Program.withdrawn_at.is_(None))
_OF_STAFF = ("status_reason", "hidden")  # the file knows nothing of these
_BIGGEST = 2**63 - 1
FRESH_SECONDS = 5.0


def read(connection: Connection) -> Catalogue:
    """What customers are shown: neither what staff hide nor what the file has no more."""
    return Catalogue([to_programme(dict(row._mapping)) for row in connection.execute(_SERVED)])


def every(database: Database) -> list[dict[str, Any]]:
    """All programmes by category and rank: the closed, the hidden and the withdrawn too."""
    with database.reading() as connection:
        rows = connection.execute(select(_table).order_by(Program.category, Program.rank, Program.code))
        return [_shown(dict(row._mapping)) for row in rows]


def one(database: Database, key: str) -> dict[str, Any] | None:
    """A programme, by its code or its number."""
    with database.reading() as connection:
        found = _one(connection, key)
    return _shown(found) if found else None


def change(
    database: Database, key: str, changes: Mapping[str, Any], by: str, seen: Container[str] | None = None
) -> dict[str, Any] | None:
    """Change a programme, and write down who did; `seed` keeps it. ValueError says what does not fit together.

    Raises Outdated where `seen` names versions of it and it is none of them any more.
    """
    now = datetime.now(UTC)
    with database.transaction() as connection:
        before = _one(connection, key, for_update=True)
        if before is None:
            return None
        must_be(seen, _shown(before))
        after = program_changes.after(before, changes)
        if after:
            standing = {**flat(before), **{name: before[name] for name in _OF_STAFF}}
            connection.execute(
                update(Program).where(Program.id == before["id"]).values(**_as_columns(before, after), updated_at=now)
            )
            audit.note(connection, by, "program.change", f"program:{before['code']}", standing, after, now)
        found = _one(connection, before["code"])
    return _shown(found) if found else None


def _as_columns(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that a change alters."""
    of_staff = {name: after[name] for name in _OF_STAFF if name in after}
    of_file = {name: value for name, value in after.items() if name not in _OF_STAFF}
    return {**typed(columns({**flat(before), **of_file})), **of_staff}


def _one(connection: Connection, key: str, *, for_update: bool = False) -> dict[str, Any] | None:
    number = int(key) if key.isascii() and key.isdigit() and int(key) <= _BIGGEST else None
    found = select(_table).where(or_(Program.code == key, Program.id == number))
    found = found.order_by((Program.code == key).desc()).limit(1)  # a code may be a number too
    row = connection.execute(found.with_for_update() if for_update else found).first()
    return dict(row._mapping) if row else None


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
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

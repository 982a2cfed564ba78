"""The programmes in the database: loaded from the file without undoing staff's edits, and read for the engine."""

import time
from collections.abc import Callable, Container, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, select, update

from relaystack.content.programs import ProgramEntry, to_programme, to_row
from relaystack.engine.catalogue import Catalogue
from relaystack.models import Program

from ..storage import audit
from ..storage.database import Database, deploy_alone
from ..storage.versions import must_be

_table = Program.__table__
_EDITABLE = ("country", "category", "name", "description", "minimum_investment", "processing_time", "link", "rank",
             "status", "as_of", "review_by", "expires_on", "details")  # fmt: skip
FRESH_SECONDS = 5.0


def seed(database: Database, entries: Sequence[ProgramEntry], program_link: str) -> dict[str, int]:
    """Load the file's programmes. What staff changed since the last load stays; returns how many of each."""
    done = {"added": 0, "updated": 0, "unchanged": 0, "kept_edits": 0}
    with database.transaction() as connection:
        deploy_alone(connection)
        present = {row.id: row._mapping for row in connection.execute(select(Program.__table__).with_for_update())}
        for entry in entries:
            row = to_row(entry, program_link)
            done[_seed_one(connection, row, present.get(row["id"]), done)] += 1
    return done


def _seed_one(connection: Connection, row: dict[str, Any], present: Any, done: dict[str, int]) -> str:
    now, seeded = datetime.now(UTC), _plain(row)
    if present is None:
        connection.execute(_table.insert(), {**row, "seeded": seeded, "updated_at": now})  # type: ignore[attr-defined]
        return "added"
    edited = {name for name in _EDITABLE if _plain(present)[name] != present["seeded"].get(name)}
    done["kept_edits"] += len(edited)
    changed = {name: row[name] for name in _EDITABLE if name not in edited and _plain(present)[name] != seeded[name]}
    if not changed and present["seeded"] == seeded:
        return "unchanged"
    # An edit is told by what the file said when it was made, so for edited columns that is kept.
    kept = {name: present["seeded"].get(name) for name in edited}
    values = {**changed, "seeded": {**seeded, **kept}, "updated_at": now}
    connection.execute(_table.update().where(Program.id == row["id"]).values(values))  # type: ignore[attr-defined]
    return "updated" if changed else "unchanged"


def _plain(row: Any) -> dict[str, Any]:
    """The editable columns as plain JSON values, so that the file and the table compare."""
    return {name: row[name].isoformat() if isinstance(row[name], date) else row[name] for name in _EDITABLE}


def read(connection: Connection) -> Catalogue:
    """The catalogue as it stands in the database."""
    return Catalogue([to_programme(dict(row._mapping)) for row in connection.execute(select(Program.__table__))])


def every(database: Database) -> list[dict[str, Any]]:
    """All programmes by category and rank, the closed too."""
    with database.reading() as connection:
        rows = connection.execute(select(Program.__table__).order_by(Program.category, Program.rank, Program.id))
        return [_shown(row) for row in rows]


def one(database: Database, id: str) -> dict[str, Any] | None:
    """A programme."""
    with database.reading() as connection:
        return _one(connection, id)


def change(
    database: Database, id: str, changes: Mapping[str, Any], by: str, seen: Container[str] | None = None
) -> dict[str, Any] | None:
    """Change a programme, and write down who did; `seed` keeps it. ValueError says what does not fit together.

    Raises Outdated where `seen` names versions of it and it is none of them any more.
    """
    now = datetime.now(UTC)
    with database.transaction() as connection:
        before = _one(connection, id, for_update=True)
        if before is None:
            return None
        must_be(seen, before)
        after = {name: value for name, value in changes.items() if before[name] != value}
        if {**before, **after}["review_by"] < {**before, **after}["as_of"]:
            raise ValueError("review_by lies before as_of: a figure is reviewed after the day that it was true")
        if after:
            connection.execute(update(Program).where(Program.id == id).values(**after, updated_at=now))
            audit.note(connection, by, "program.change", f"program:{id}", before, after, now)
        return _one(connection, id)


def _one(connection: Connection, id: str, *, for_update: bool = False) -> dict[str, Any] | None:
    found = select(Program.__table__).where(Program.id == id)
    row = connection.execute(found.with_for_update() if for_update else found).first()
    return _shown(row) if row else None


def _shown(row: Any) -> dict[str, Any]:
    """A programme with which of its fields staff have edited."""
    plain = _plain(row._mapping)
    edited = [name for name in _EDITABLE if plain[name] != row.seeded.get(name)]
    shown = {name: value for name, value in row._mapping.items() if name != "seeded"}
    return {**shown, "edited": edited}


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

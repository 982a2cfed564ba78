"""How the file's programmes come into the table: what staff edited or made stays, what the file drops is withdrawn."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from relaystack.content.programs import ProgramEntry, to_row
from relaystack.models import Program

from ..storage.database import Database, deploy_alone
from .program_rows import FIGURES, columns, edited, flat, plain, typed

_table: Any = Program.__table__


def seed(database: Database, entries: Sequence[ProgramEntry], program_link: str) -> Counter[str]:
    """Load the file's programmes; returns how many of them were added, updated, withdrawn and so on."""
    done = Counter(added=0, updated=0, unchanged=0, kept_edits=0)
    rows = [to_row(entry, program_link) for entry in entries]
    with database.transaction() as connection:
        deploy_alone(connection)
        present = {row.code: dict(row._mapping) for row in connection.execute(select(_table).with_for_update())}
        for row in rows:
            done[_seed_one(connection, row, present.get(row["code"]), done)] += 1
        _withdraw(connection, present.values(), {row["code"] for row in rows}, done)
    return done


def withdrawn(database: Database) -> list[str]:
    """The codes of what the file has no more."""
    with database.reading() as connection:
        return list(connection.scalars(select(Program.code).where(Program.withdrawn_at.is_not(None)).order_by("code")))


def _seed_one(connection: Connection, row: dict[str, Any], present: dict[str, Any] | None, done: Counter[str]) -> str:
    now, of_file = datetime.now(UTC), flat(row)
    if present is None:
        loaded = {**plain(row), "details": row["details"], "code": row["code"]}
        connection.execute(_table.insert(), {**row, "seeded": loaded, "updated_at": now})
        return "added"
    mine = set(edited(present))
    done["kept_edits"] += len(mine)
    held = mine | FIGURES if mine & FIGURES else mine
    stands, loaded = flat(present), flat(present["seeded"])
    values = _held(of_file, stands, held)
    # An edit is told by what the file said when it was made, so of what is held that is kept.
    seeded = {**columns(_held(of_file, loaded, held)), "code": row["code"]}
    if values == stands and seeded == present["seeded"] and not present["withdrawn_at"]:
        return "unchanged"
    changed = {**typed(columns(values)), "seeded": seeded, "withdrawn_at": None, "updated_at": now}
    connection.execute(_table.update().where(Program.id == present["id"]).values(changed))
    done["returned"] += 1 if present["withdrawn_at"] else 0
    return "unchanged" if values == stands and not present["withdrawn_at"] else "updated"


def _withdraw(connection: Connection, present: Any, in_file: set[str], done: Counter[str]) -> None:
    """What the file brought and has no more is shown no more; whatever refers to it still finds its row."""
    gone = [
        row["id"]
        for row in present
        if row["code"] not in in_file and row["seeded"].get("code") == row["code"] and row["withdrawn_at"] is None
    ]
    if gone:
        now = datetime.now(UTC)
        connection.execute(_table.update().where(Program.id.in_(gone)).values(withdrawn_at=now, updated_at=now))
        done["withdrawn"] = len(gone)


def _held(of_file: Mapping[str, Any], kept: Mapping[str, Any], held: set[str]) -> dict[str, Any]:
    """What the file says, but for what is held."""
    return {name: value for name, value in of_file.items() if name not in held} | {
        name: kept[name] for name in held if name in kept
    }

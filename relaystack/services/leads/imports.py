"""Sheets of leads: uploaded, looked at, mapped anew, begun, cancelled, forgotten. `import_bites` does the work."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, exists, func, insert, select, update

from relaystack.models import Contact, ImportState, Lead, LeadImport, LeadImportRow, OutboxItem

from ..notices import known as people
from ..storage import audit, sheets
from ..storage.database import Database
from ..storage.pages import Page, Wanted, page
from ..storage.sets import InsertMany
from ..storage.versions import must_be
from . import import_bites, import_columns, newcomers
from .import_columns import Mapped, Owners
from .newcomers import Entry
from .sheets_in import LONGEST_NAME, Sheet
from .written import Odd

KEPT = timedelta(days=1)  # what nobody went on with, and rows that were refused
MOST_OPEN, RECENT, SHOWN, AT_ONCE = 20, 20, 20, 500
OPEN = (ImportState.DRAFT, ImportState.RUNNING, ImportState.STOPPED)
TOO_MANY = "Too many sheets wait. Finish or cancel one of them first."
_ROWS = InsertMany(
    LeadImportRow.import_id, LeadImportRow.contact_id, LeadImportRow.number, LeadImportRow.cells, LeadImportRow.entry,
    LeadImportRow.phone, LeadImportRow.email, LeadImportRow.reason,
)  # fmt: skip
_COUNTS = ("ready", "refused", "added", "filled", "unchanged", "bites")


def upload(database: Database, filename: str, sheet: Sheet, by: str) -> int:
    """Keep a sheet to be looked at, its columns guessed; its number. Raises Odd."""
    mapping = import_columns.guess(sheet.headings)
    with database.transaction() as connection:
        now = database.now(connection)
        waiting = select(func.count()).select_from(LeadImport).where(LeadImport.state.in_(OPEN))
        if (connection.scalar(waiting) or 0) >= MOST_OPEN:
            raise Odd(TOO_MANY)
        row = {
            "filename": filename[-LONGEST_NAME:], "headings": {"columns": list(sheet.headings)}, "mapping": mapping,
            "state": ImportState.DRAFT, "created_by": by, "created_at": now, **dict.fromkeys(_COUNTS, 0),
        }  # fmt: skip
        id: int = connection.scalars(insert(LeadImport).returning(LeadImport.id), row).one()
        _keep_rows(connection, id, sheet.rows, mapping, len(sheet.headings))
    return id


def remap(database: Database, id: int, mapping: Mapped, seen: Container[str] | None = None) -> bool:
    """Read the rows by other columns; whether there is such a draft. Raises Odd, and Outdated by `seen`."""
    with database.transaction() as connection:
        there = _locked(connection, id)
        if there is None or there["state"] != ImportState.DRAFT:
            return False
        must_be(seen, version_of(there))
        headings = there["headings"]["columns"]
        import_columns.check(mapping, headings)
        mine = LeadImportRow.import_id == id
        kept = select(LeadImportRow.number, LeadImportRow.cells).where(mine).order_by(LeadImportRow.id)
        rows = [(row.number, row.cells["cells"]) for row in connection.execute(kept)]
        connection.execute(delete(LeadImportRow).where(mine))
        connection.execute(update(LeadImport).where(LeadImport.id == id).values(mapping=mapping))
        _keep_rows(connection, id, rows, mapping, len(headings))
    return True


def start(database: Database, id: int, by: str, crms: Sequence[str], seen: Container[str] | None = None) -> bool:
    """Begin; whether that is done now. Raises Odd where no row can be read, and Outdated by `seen`."""
    with database.transaction() as connection:
        now, there = database.now(connection), _locked(connection, id)
        if there is None or there["state"] != ImportState.DRAFT:
            return False
        must_be(seen, version_of(there))
        import_columns.check(there["mapping"], there["headings"]["columns"])
        ready, refused = _count(connection, id)
        if not ready:
            raise Odd("No row of this sheet can be brought in.")
        values = {"state": ImportState.RUNNING, "started_at": now, "ready": ready, "refused": refused}
        connection.execute(update(LeadImport).where(LeadImport.id == id).values(values))
        audit.note(connection, by, "leads.import", _subject(id), {"rows": None}, {"rows": ready}, now)
        import_bites.post(connection, id, there["bites"], crms, now)
    return True


def go_on(database: Database, id: int, crms: Sequence[str]) -> bool:
    """Take up again what a fault has stopped; whether there is something to take up."""
    with database.transaction() as connection:
        there = _locked(connection, id)
        if there is None or there["state"] not in (ImportState.STOPPED, ImportState.RUNNING):
            return False
        connection.execute(update(LeadImport).where(LeadImport.id == id).values(state=ImportState.RUNNING))
        import_bites.post(connection, id, there["bites"], crms, database.now(connection))
    return True


def cancel(database: Database, id: int, by: str) -> bool:
    """Bring nothing more in, and forget the rows; what is a lead by now stays one. Whether it was open."""
    with database.transaction() as connection:
        now, there = database.now(connection), _locked(connection, id)
        if there is None or there["state"] not in OPEN:
            return False
        _end(connection, [id], ImportState.CANCELLED, now)
        if there["started_at"]:
            audit.note(connection, by, "leads.import_cancel", _subject(id), {"added": None},
                       {"added": there["added"]}, now)  # fmt: skip
    return True


def of(database: Database, id: int) -> dict[str, Any] | None:
    """How far it is; of what can be seen yet, some rows: `first` that would come in, `why` that would not."""
    with database.reading() as connection:
        row = connection.execute(select(LeadImport.__table__).where(LeadImport.id == id)).first()
        if row is None:
            return None
        left, refused = _count(connection, id)
        mine = LeadImportRow.import_id == id, LeadImportRow.reason == ""
        known = select(func.count()).select_from(LeadImportRow).where(*mine, LeadImportRow.contact_id.is_not(None))
        waits = exists().where(OutboxItem.key == import_bites.key(id, row.bites))
        return {
            **row._mapping, "left": left, "refused_rows": refused, "known": connection.scalar(known) or 0,
            "first": _shown(connection, id, is_refused=False), "why": _shown(connection, id, is_refused=True),
            "is_stuck": row.state == ImportState.STOPPED
            or (row.state == ImportState.RUNNING and not connection.scalar(select(waits))),
        }  # fmt: skip


def recent(database: Database) -> list[dict[str, Any]]:
    """The last sheets, the newest first."""
    with database.reading() as connection:
        rows = connection.execute(select(LeadImport.__table__).order_by(LeadImport.id.desc()).limit(RECENT))
        return [dict(row._mapping) for row in rows]


def refused(database: Database, there: Mapping[str, Any]) -> Iterator[str]:
    """The rows that cannot come in, with why, as a sheet to be mended and brought again."""
    headings = there["headings"]["columns"]
    found = select(LeadImportRow.id, LeadImportRow.number, LeadImportRow.cells, LeadImportRow.reason).where(
        LeadImportRow.import_id == there["id"], LeadImportRow.reason != ""
    )

    def some(wanted: Wanted) -> Page:
        with database.reading() as connection:
            return page(connection, found, wanted, LeadImportRow.id, oldest_first=True)

    def cells(row: Mapping[str, Any]) -> dict[str, Any]:
        told = dict(zip(headings, [*row["cells"]["cells"], *[""] * len(headings)], strict=False))
        return {**told, "Row of the sheet": row["number"], "Why not": row["reason"]}

    return sheets.sheet([*headings, "Row of the sheet", "Why not"], some, cells)


def forget(database: Database, _settings: object = None) -> None:
    """Drop the rows of what was left lying, and those that were refused, after a day. Asked each minute."""
    with database.reading() as connection:
        if not connection.scalar(select(exists().where(LeadImportRow.id > 0))):
            return
    with database.transaction() as connection:
        now = database.now(connection)
        lies = LeadImport.state.in_((ImportState.DRAFT, ImportState.STOPPED))
        since = func.coalesce(LeadImport.started_at, LeadImport.created_at)
        left = connection.scalars(select(LeadImport.id).where(lies, since < now - KEPT)).all()
        _end(connection, left, ImportState.EXPIRED, now)
        over = select(LeadImport.id).where(LeadImport.ended_at < now - KEPT)
        connection.execute(delete(LeadImportRow).where(LeadImportRow.import_id.in_(over)))


def version_of(there: Mapping[str, Any]) -> dict[str, Any]:
    """What is decided by: the columns, and that nothing was begun."""
    return {"mapping": there["mapping"], "state": there["state"]}


def _end(connection: Connection, ids: Sequence[int], state: ImportState, now: datetime) -> None:
    connection.execute(delete(LeadImportRow).where(LeadImportRow.import_id.in_(ids)))
    connection.execute(update(LeadImport).where(LeadImport.id.in_(ids)).values(state=state, ended_at=now))


def _locked(connection: Connection, id: int) -> dict[str, Any] | None:
    row = connection.execute(select(LeadImport.__table__).where(LeadImport.id == id).with_for_update()).first()
    return dict(row._mapping) if row else None


def _count(connection: Connection, id: int) -> tuple[int, int]:
    """How many rows are ready, and how many are refused."""
    each = select(func.count()).select_from(LeadImportRow).where(LeadImportRow.import_id == id)
    ready = connection.scalar(each.where(LeadImportRow.reason == "")) or 0
    return ready, connection.scalar(each.where(LeadImportRow.reason != "")) or 0


def _shown(connection: Connection, id: int, *, is_refused: bool) -> Sequence[Any]:
    which = LeadImportRow.reason != "" if is_refused else LeadImportRow.reason == ""
    columns = (LeadImportRow.number, LeadImportRow.entry, LeadImportRow.phone, LeadImportRow.reason,
               LeadImportRow.contact_id, LeadImportRow.cells, people.NAME_COLUMN)  # fmt: skip
    found = select(*columns).outerjoin(Contact, Contact.id == LeadImportRow.contact_id)
    found = found.outerjoin(Lead, Lead.contact_id == Contact.id).where(LeadImportRow.import_id == id, which)
    return connection.execute(found.order_by(LeadImportRow.id).limit(SHOWN)).all()


def _keep_rows(
    connection: Connection, id: int, rows: Sequence[tuple[int, list[str]]], mapping: Mapped, width: int
) -> None:
    read = list(_read(rows, mapping, import_columns.owners(connection), width))
    for begin in range(0, len(read), AT_ONCE):
        some = read[begin : begin + AT_ONCE]
        known = newcomers.known(connection, [entry for _, _, entry, _ in some])
        kept = [
            {
                "import_id": id, "contact_id": there.contact_id if there else None, "number": number,
                "cells": {"cells": cells}, "entry": entry.plain, "phone": entry.phone, "email": entry.email or None,
                "reason": reason,
            }
            for (number, cells, entry, reason), there in zip(some, known, strict=True)
        ]  # fmt: skip
        _ROWS.execute(connection, kept)


def _read(
    rows: Iterable[tuple[int, list[str]]], mapping: Mapped, owners: Owners, width: int
) -> Iterator[tuple[int, list[str], Entry, str]]:
    """Each row with what it says, or why it cannot come in."""
    before: dict[str, int] = {}
    for number, cells in rows:
        found, reason = None, ""
        try:
            if len(cells) > width and any(cells[width:]):
                raise Odd("There are more cells than headings: perhaps a sign parts one of them.")
            found = import_columns.entry(cells, mapping, owners)
            reason = _against(found, number, before)
        except Odd as odd:
            found, reason = found or import_columns.who(cells, mapping), str(odd)
        yield number, cells, found, reason


def _against(found: Entry, number: int, before: dict[str, int]) -> str:
    if not (found.phone or found.email):
        return "There is neither a number nor an e-mail address."
    for what, value in (("number", found.phone), ("e-mail address", found.email)):
        if value and (first := before.setdefault(value, number)) != number:
            return f"Row {first} has the same {what}."
    return ""


def _subject(id: int) -> str:
    return f"lead_import:{id}"

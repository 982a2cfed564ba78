"""Two contacts that were made one are parted again: each row is what it was, but for what happened since."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update
from sqlalchemy.exc import OperationalError

from relaystack.models import Contact, Lead, Merge

from ..storage import audit
from ..storage.database import Database
from . import merge_news, merging, personal, under_way
from .under_way import UnderWay

_AT_ONCE = 500  # rows that one statement names
_UNIQUE = ("phone", "bsuid")


class CannotPart(Exception):
    """They cannot be parted; the text says why, and what helps."""


def merges(connection: Connection, contact_id: int) -> list[dict[str, Any]]:
    """What went into a contact and was not parted again, the last first."""
    shown = select(Merge.id, Merge.other_contact_id, Merge.at, Merge.by, Merge.before)
    mine = shown.where(Merge.contact_id == contact_id, Merge.undone_at.is_(None)).order_by(Merge.id.desc())
    rows = [dict(row._mapping) for row in connection.execute(mine)]
    return [{**row, "other": row.pop("before")["other"]} for row in rows]


def went_into(database: Database, other_id: int) -> int | None:
    """The contact that this one is part of now."""
    mine = Merge.other_contact_id == other_id, Merge.undone_at.is_(None)
    with database.reading() as connection:
        return connection.scalar(select(Merge.contact_id).where(*mine).order_by(Merge.id.desc()))


def part(
    database: Database, contact_id: int, merge_id: int, by: str, crms: Sequence[str] = ()
) -> int | UnderWay | None:
    """Undo a merge, and tell these CRMs; the number of the contact that is there again. Raises CannotPart."""
    try:
        with database.transaction() as connection:
            return _part(connection, contact_id, merge_id, by, crms)
    except OperationalError as error:
        if not under_way.is_at_work(error):
            raise
        return UnderWay(1)


def _part(
    connection: Connection, contact_id: int, merge_id: int, by: str, crms: Sequence[str]
) -> int | UnderWay | None:
    now = datetime.now(UTC)
    found = select(Merge.__table__).where(Merge.id == merge_id, Merge.contact_id == contact_id)
    first = connection.execute(found.where(Merge.undone_at.is_(None))).first()
    if first is None:
        return None
    ids = sorted((contact_id, first.other_contact_id))
    locked = select(Contact.__table__).where(Contact.id.in_(ids)).order_by(Contact.id).with_for_update()
    people = {row.id: dict(row._mapping) for row in connection.execute(locked)}
    row = connection.execute(found.where(Merge.undone_at.is_(None))).first()
    if row is None or people[contact_id]["erased_at"]:
        return None
    under_way.give_way(connection)
    places = personal.places(connection, personal.marks_of(connection, people[contact_id]))
    if waiting := under_way.of(connection, contact_id, places, now):
        return waiting
    _check(connection, row, people[contact_id])
    _restore(connection, row)
    connection.execute(update(Merge).where(Merge.id == merge_id).values(undone_at=now, undone_by=by))
    told = {"merged": None}
    before = {"merged": f"contact {row.other_contact_id}"}
    audit.note(connection, by, "contact.part", audit.of_contact(contact_id), before, told, now, contact_id)
    news = {"merged": "no more: two people again"}
    merge_news.tell(connection, ids, f"part/{merge_id}", news, crms, now)
    return int(row.other_contact_id)


def _check(connection: Connection, row: Any, kept: Mapping[str, Any]) -> None:
    """Raise CannotPart where something that happened since stands in the way."""
    if connection.scalar(
        select(Merge.id).where(Merge.contact_id == row.contact_id, Merge.undone_at.is_(None), Merge.id > row.id)
    ):
        raise CannotPart("Another contact went into this one since: undo that first.")
    fields = row.before["changed"][Contact.__tablename__].get(str(row.contact_id), {})
    if any(name in fields and kept[name] != fields[name][1] for name in personal.NAMES):
        raise CannotPart("Their number has changed since, so nobody can say any more whose it would be.")
    for name in _UNIQUE:
        value = row.before["other"][name]
        another = getattr(Contact, name) == value, Contact.id != row.contact_id
        if value and connection.scalar(select(Contact.id).where(*another)):
            raise CannotPart("Somebody else has written from the other number since, and has it now.")


def _restore(connection: Connection, row: Any) -> None:
    """First what gives numbers free, then the other contact, then its rows: those taken out, then those moved."""
    every = Merge.metadata.tables
    for name, rows in row.before["changed"].items():
        for id, fields in rows.items():
            _put_back(connection, every[name], int(id), fields)
    contacts = every[Contact.__tablename__]
    other = personal.revived(contacts, row.before["other"])
    connection.execute(update(contacts).where(contacts.c.id == row.other_contact_id).values(other))
    again = _insert_again(
        connection, row, [table.name for table in reversed(merging.tables(connection, row.before["other"]))]
    )
    for place, ids in row.moved.items():
        name, _, column = place.partition(".")
        _move_back(connection, every[name], column, ids, again if column == "lead_id" else row.other_contact_id)


def _insert_again(connection: Connection, row: Any, order: Sequence[str]) -> int | None:
    """Have the rows that were taken out; the number of the lead, if one was.

    SQLite may have given its number to another one since: then it gets a new one.
    """
    lead = None
    for name in sorted(row.before["left_out"], key=order.index):
        table = Merge.metadata.tables[name]
        for one in row.before["left_out"][name]:
            values = personal.revived(table, one)
            if connection.scalar(select(table.c.id).where(table.c.id == one["id"])):
                values.pop("id")
            id = connection.scalars(insert(table).values(values).returning(table.c.id)).one()
            lead = id if table is Lead.__table__ else lead
    return lead


def _put_back(connection: Connection, table: Table, id: int, fields: Mapping[str, Any]) -> None:
    """What was there before, where nothing else has come there since."""
    now = connection.execute(select(table).where(table.c.id == id)).first()
    if now is None:
        return
    there = personal.plain({name: now._mapping[name] for name in fields})
    before = {name: was for name, (was, made) in fields.items() if there[name] == made}
    if before:
        connection.execute(update(table).where(table.c.id == id).values(personal.revived(table, before)))


def _move_back(connection: Connection, table: Table, column: str, ids: Sequence[int], to: int | None) -> None:
    for some in _pieces(ids):
        connection.execute(update(table).where(table.c.id.in_(some)).values({column: to}))


def _pieces(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(ids), _AT_ONCE):
        yield ids[first : first + _AT_ONCE]

"""Two contacts that a person of ours makes one: everything of the other goes to the one that is kept.

The other's row stays, empty, as after an erasure. What it takes to part them again is a row of `merges`.
"""

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import Connection, Table, delete, insert, select, update
from sqlalchemy.exc import OperationalError

from relaystack.models import Contact, Lead, LeadEnquiry, Merge, Session

from ..storage import audit
from ..storage.database import Database
from ..storage.versions import must_be
from . import merge_news, merge_plan, personal, under_way
from .merged_plans import heard
from .under_way import UnderWay

_ROW = select(Contact.__table__)
_SEEN = (*personal.NAMES, "profile_name", "called", "language", "opted_out_at", "marketing_opted_out_at")


@dataclass(frozen=True)
class Preview:
    """What would become of two contacts; `moved` and `left_out` are how many rows of which table."""

    kept: Mapping[str, Any]
    other: Mapping[str, Any]
    changes: Mapping[str, Any]
    lost: Sequence[str]
    moved: Mapping[str, int]
    left_out: Mapping[str, int]

    @property
    def seen(self) -> dict[str, Any]:
        """What a person decides by: merging asks for its version."""
        return _seen(self.kept, self.other)


def preview(database: Database, kept_id: int, other_id: int) -> Preview | None:
    """What would be done; nothing where one of them is not there, or both are the same."""
    with database.reading() as connection:
        pair = _pair(connection, kept_id, other_id, _ROW)
        if pair is None:
            return None
        kept, other = pair
        moved, left_out = Counter[str](), Counter[str]()
        for table in tables(connection, other):
            rows = merge_plan.left_over(connection, table, kept_id, other_id)
            left_out[table.name] = len(rows)
            mine = table.c.id.in_(select(table.c.id).where(_of(table, other_id)))
            moved[table.name] = len(connection.execute(select(table.c.id).where(mine)).all()) - len(rows)
        changes = merge_plan.of_contact(kept, other, datetime.now(UTC))
        return Preview(kept, other, changes, merge_plan.lost(kept, other), +moved, +left_out)


def merge(
    database: Database,
    kept_id: int,
    other_id: int,
    by: str,
    seen: Container[str] | None = None,
    crms: Sequence[str] = (),
) -> int | UnderWay | None:
    """Make them one, and tell these CRMs; the number of the merge.

    Raises Outdated where `seen` names another version of the preview.
    """
    try:
        with database.transaction() as connection:
            return _merge(connection, kept_id, other_id, by, seen, crms)
    except OperationalError as error:
        if not under_way.is_at_work(error):
            raise
        return UnderWay(1)


def tables(connection: Connection, contact: Mapping[Any, Any]) -> list[Table]:
    """Those in which rows name a contact, or its lead; in an order in which rows can be taken out."""
    places = personal.places(connection, personal.marks_of(connection, contact))
    found = [cast(Table, place.table.__table__) for place in places]
    moved = [table for table in found if merge_plan.links(table) or merge_plan.follows(table)]
    return [table for table in moved if table is not Merge.__table__]  # merges stay: they are undone one by one


def _merge(
    connection: Connection, kept_id: int, other_id: int, by: str, seen: Any, crms: Sequence[str]
) -> int | UnderWay | None:
    now = datetime.now(UTC)
    pair = _pair(connection, kept_id, other_id, _ROW.with_for_update())
    if pair is None:
        return None
    kept, other = pair
    must_be(seen, _seen(kept, other))
    under_way.give_way(connection)
    for contact in pair:
        places = personal.places(connection, personal.marks_of(connection, contact))
        if waiting := under_way.of(connection, contact["id"], places, now):
            return waiting
    changed = {Contact.__tablename__: _kept(kept, merge_plan.of_contact(kept, other, now))}
    connection.execute(update(Contact).where(Contact.id == other_id).values(personal.emptied(now)))  # frees its number
    _change(connection, Contact.__tablename__, changed)
    _change(connection, *heard(connection, kept_id, other_id, changed))
    leads = [_lead(connection, id) for id in (kept_id, other_id)]
    filled = merge_plan.of_lead(*leads) if all(leads) else {}
    moved, left_out = _move(connection, kept_id, other, changed, leads, filled)
    row = {
        "contact_id": kept_id, "other_contact_id": other_id, "at": now, "by": by, "moved": moved,
        "before": {"other": personal.plain(other), "left_out": left_out, "changed": changed},
    }  # fmt: skip
    id: int = connection.scalars(insert(Merge).returning(Merge.id), row).one()
    told = {"merged": f"contact {other_id}"}
    audit.note(connection, by, "contact.merge", audit.of_contact(kept_id), {"merged": None}, told, now, kept_id)
    merge_news.tell(connection, [kept_id], f"merge/{id}", merge_news.merged(leads, filled), crms, now)
    return id


def _move(
    connection: Connection,
    kept_id: int,
    other: Mapping[Any, Any],
    changed: dict[str, Any],
    leads: Sequence[Any],
    filled: Mapping[str, Any],
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Have every row of the other be the kept one's: which those are by column, and which were taken out."""
    moved: dict[str, Any] = {}
    left_out: dict[str, Any] = {}
    other_id = other["id"]
    if all(leads):
        changed[Lead.__tablename__] = _kept(leads[0], filled)
        _change(connection, Lead.__tablename__, changed)
        theirs = update(LeadEnquiry).where(LeadEnquiry.lead_id == leads[1]["id"]).values(lead_id=leads[0]["id"])
        moved["lead_enquiries.lead_id"] = list(connection.scalars(theirs.returning(LeadEnquiry.id)))
    for table in tables(connection, other):
        if rows := merge_plan.left_over(connection, table, kept_id, other_id):
            left_out[table.name] = [personal.plain(row) for row in rows]
            connection.execute(delete(table).where(table.c.id.in_([row["id"] for row in rows])))
        for column in merge_plan.links(table):
            theirs = update(table).where(column == other_id).values({column.name: kept_id}).returning(table.c.id)
            moved[f"{table.name}.{column.name}"] = list(connection.scalars(theirs))
    _renumber(connection, kept_id, changed)
    return {name: ids for name, ids in moved.items() if ids}, left_out


def _renumber(connection: Connection, kept_id: int, changed: dict[str, Any]) -> None:
    """Lead and conversation stand under the number of whose they are."""
    phone = connection.scalar(select(Contact.phone).where(Contact.id == kept_id))
    for table in (Lead, Session):
        row = connection.execute(select(table.id, table.phone).where(table.contact_id == kept_id)).first()
        if row and row.phone != phone:
            before = changed.setdefault(table.__tablename__, {}).setdefault(str(row.id), {})
            before["phone"] = [row.phone, phone]
            connection.execute(update(table).where(table.id == row.id).values(phone=phone))


def _pair(connection: Connection, kept_id: int, other_id: int, query: Any) -> tuple[Any, Any] | None:
    both = Contact.id.in_([kept_id, other_id]), Contact.erased_at.is_(None)
    rows = {row.id: dict(row._mapping) for row in connection.execute(query.where(*both).order_by(Contact.id))}
    return (rows[kept_id], rows[other_id]) if len(rows) == 2 else None


def _seen(kept: Mapping[Any, Any], other: Mapping[Any, Any]) -> dict[str, Any]:
    return {side: {name: row[name] for name in _SEEN} for side, row in (("kept", kept), ("other", other))}


def _of(table: Table, contact_id: int) -> Any:
    if merge_plan.follows(table):
        return table.c.lead_id.in_(select(Lead.id).where(Lead.contact_id == contact_id))
    first, *more = (column == contact_id for column in merge_plan.links(table))
    for one in more:
        first |= one
    return first


def _lead(connection: Connection, contact_id: int) -> Any:
    row = connection.execute(select(Lead.__table__).where(Lead.contact_id == contact_id).with_for_update()).first()
    return dict(row._mapping) if row else None


def _kept(row: Mapping[Any, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes of one row, as they are kept: what was, and what is."""
    before, after = personal.plain({name: row[name] for name in changes}), personal.plain(changes)
    return {str(row["id"]): {name: [before[name], after[name]] for name in changes}} if changes else {}


def _change(connection: Connection, name: str, changed: Mapping[str, Any]) -> None:
    table = Merge.metadata.tables[name]
    for id, fields in changed[name].items():
        after = personal.revived(table, {field: now for field, (_, now) in fields.items()})
        connection.execute(update(table).where(table.c.id == int(id)).values(after))

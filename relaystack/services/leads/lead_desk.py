"""Leads as the consultants work on them: listed, looked at, moved on, exported."""

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, exists, select, update

from relaystack.engine import adverts
from relaystack.errors import Outdated
from relaystack.models import TOLD, Lead, LeadEnquiry, StaffMember

from ..storage import audit, sheets
from ..storage.database import Database
from ..storage.pages import Page, Wanted, page
from ..storage.versions import must_be
from . import crm
from .lead_filter import Filter

COLUMNS = (
    Lead.id, Lead.contact_id, Lead.phone, *TOLD.values(), Lead.stage, Lead.owner_id, crm.OWNER, Lead.next_action,
    Lead.due_on, Lead.notes, Lead.advert, Lead.source, Lead.entered_by, Lead.created_at, Lead.updated_at,
)  # fmt: skip
_BY_NAME = {"owner_id": "owner"}  # as the audit and the CRMs tell it


class NoSuchOwner(Exception):
    """There is no such member of the staff, or no more."""


def leads(database: Database, which: Filter, wanted: Wanted) -> Page:
    """A page of leads, the newest first."""
    with database.reading() as connection:
        return page(connection, which.of(select(*COLUMNS)), wanted, Lead.id)


def lead(database: Database, id: int) -> dict[str, Any] | None:
    """A lead with all that the person ever told."""
    with database.reading() as connection:
        return found(connection, id)


def change(
    database: Database, id: int, changes: Mapping[str, Any], by: str, crms: Sequence[str] = (),
    seen: Container[str] | None = None, still: Mapping[str, Any] | None = None,
) -> dict[str, Any] | None:  # fmt: skip
    """Move a lead on or note something about it; who did it is written down, and these CRMs are told.

    Raises Outdated where `seen` names versions of it and it is none of them any more, or where it is not as `still`
    says; and NoSuchOwner.
    """
    now = datetime.now(UTC)
    with database.transaction() as connection:
        before = found(connection, id, for_update=True)
        if before is None:
            return None
        must_be(seen, before)
        if any(before[name] != value for name, value in (still or {}).items()):
            raise Outdated
        after = {name: value for name, value in changes.items() if before[name] != value}
        if not after:
            return before
        must_be_there(connection, after.get("owner_id"))
        connection.execute(update(Lead).where(Lead.id == id).values(**after, updated_at=now))
        changed = found(connection, id) or {}
        told = {name: changed[name] for name in (_BY_NAME.get(name, name) for name in after)}
        audit.note(connection, by, "lead.change", subject(id), before, told, now, before["contact_id"])
        news = crm.Change(f"lead/{id}/by-staff/{now:%Y%m%dT%H%M%S%f}", id, told)
        crm.announce(connection, [news], crms, now)
        return changed


def subject(id: int) -> str:
    """A lead, as the subject of an entry of the audit."""
    return f"lead:{id}"


def must_be_there(connection: Connection, owner_id: int | None) -> None:
    """Raises NoSuchOwner."""
    them = exists().where(StaffMember.id == owner_id, StaffMember.removed_at.is_(None))
    if owner_id is not None and not connection.scalar(select(them)):
        raise NoSuchOwner


def found(connection: Connection, id: int, *, for_update: bool = False) -> dict[str, Any] | None:
    """A lead with all that the person ever told, as its version names it."""
    wanted = select(*COLUMNS).where(Lead.id == id)
    row = connection.execute(wanted.with_for_update() if for_update else wanted).first()
    if row is None:
        return None
    told = select(LeadEnquiry.told, LeadEnquiry.shown, LeadEnquiry.created_at).where(LeadEnquiry.lead_id == id)
    enquiries = connection.execute(told.order_by(LeadEnquiry.id.desc()))
    return {**row._mapping, "enquiries": [dict(one._mapping) for one in enquiries]}


def as_csv(database: Database, which: Filter, by: str) -> Iterator[str]:
    """Leads as a sheet, some at a time; no cell of it can calculate. That somebody took it stands in the audit."""
    with database.transaction() as connection:
        audit.note(connection, by, "leads.export", "leads", {}, {}, datetime.now(UTC))
    return sheets.sheet([column.key for column in COLUMNS], partial(leads, database, which), _cells)


def _cells(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, Lead.advert.key: adverts.worded(row[Lead.advert.key])}

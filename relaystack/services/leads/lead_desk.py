"""Leads as the consultants work on them: listed, looked at, moved on, exported."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any

from sqlalchemy import Connection, or_, select, update

from relaystack.engine import adverts
from relaystack.engine.lead_fields import BUDGET
from relaystack.engine.phones import canonical, dialled
from relaystack.models import TOLD, Lead, LeadEnquiry, Stage

from ..storage import audit, sheets
from ..storage.database import Database
from ..storage.pages import Page, Wanted, page
from ..storage.versions import must_be
from . import crm

COLUMNS = (
    Lead.id, Lead.contact_id, Lead.phone, *TOLD.values(), Lead.stage, Lead.notes, Lead.advert, Lead.created_at,
    Lead.updated_at,
)  # fmt: skip
_SEARCHED = (Lead.phone, *(column for name, column in TOLD.items() if name != BUDGET.name))


@dataclass(frozen=True)
class Filter:
    """Which leads; what is not given does not matter."""

    stage: Stage | None = None
    created_since: date | None = None
    search: str | None = None

    def of(self, query: Any) -> Any:
        """The query for these alone."""
        if self.stage:
            query = query.where(Lead.stage == self.stage)
        if self.created_since:
            query = query.where(Lead.created_at >= datetime.combine(self.created_since, time(), UTC))
        if self.search:
            hits = [column.icontains(self.search, autoescape=True) for column in _SEARCHED]
            if number := dialled(self.search):
                hits.append(Lead.phone.contains(canonical(number)))
            query = query.where(or_(*hits))
        return query


def leads(database: Database, which: Filter, wanted: Wanted) -> Page:
    """A page of leads, the newest first."""
    with database.reading() as connection:
        return page(connection, which.of(select(*COLUMNS)), wanted, Lead.id)


def lead(database: Database, id: int) -> dict[str, Any] | None:
    """A lead with all that the person ever told."""
    with database.reading() as connection:
        return _whole(connection, id)


def change(
    database: Database, id: int, changes: Mapping[str, Any], by: str, crms: Sequence[str] = (),
    seen: Container[str] | None = None,
) -> dict[str, Any] | None:  # fmt: skip
    """Move a lead on or note something about it; who did it is written down, and these CRMs are told.

    Raises Outdated where `seen` names versions of it and it is none of them any more.
    """
    now = datetime.now(UTC)
    with database.transaction() as connection:
        before = _whole(connection, id, for_update=True)
        if before is None:
            return None
        must_be(seen, before)
        after = {name: value for name, value in changes.items() if before[name] != value}
        if not after:
            return before
        connection.execute(update(Lead).where(Lead.id == id).values(**after, updated_at=now))
        audit.note(connection, by, "lead.change", f"lead:{id}", before, after, now, before["contact_id"])
        news = crm.Change(f"lead/{id}/by-staff/{now:%Y%m%dT%H%M%S%f}", id, after)
        crm.announce(connection, [news], crms, now)
        return _whole(connection, id)


def _whole(connection: Connection, id: int, *, for_update: bool = False) -> dict[str, Any] | None:
    found = select(*COLUMNS).where(Lead.id == id)
    row = connection.execute(found.with_for_update() if for_update else found).first()
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

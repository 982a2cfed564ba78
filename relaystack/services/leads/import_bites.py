"""A sheet comes in bite by bite: each is one transaction, in which rows become leads and go away.

The next bite is an item of the outbox, posted by the one before. Whoever is killed in between leaves it to the next.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, delete, exists, insert, select, update

from relaystack.engine.carrier import Delivered, OutgoingItem
from relaystack.models import AuditEntry, ImportState, Lead, LeadImport, LeadImportRow, LeadSource, StaffMember

from ..outbox import outbox
from ..outbox.outbox import Item
from ..storage import audit
from . import crm, newcomers
from .lead_desk import subject
from .newcomers import TOLD, Entry, Known, Origin

CARRIER = "lead_import"
BITE = 200  # rows: nobody who writes waits for long
PACE = timedelta(seconds=0.5)  # between two leads for a CRM; all of a sheet are due within `outbox.FURTHEST`
_FILLED = (*TOLD, "owner_id", "next_action", "due_on", "notes")  # what a lead may lack
_LEADS = Lead.id, Lead.contact_id, *(getattr(Lead, name) for name in _FILLED)


class Bites:
    """The carrier of sheets: the work is done where an item is settled."""

    async def deliver(self, outgoing: OutgoingItem) -> Delivered:
        """Nothing leaves the building."""
        return Delivered(record={})

    async def close(self) -> None:
        """There is nothing to let go of."""


def key(id: int, number: int) -> str:
    """The name of a bite."""
    return f"lead-import/{id}/{number}"


def post(connection: Connection, id: int, number: int, crms: Sequence[str], now: datetime) -> None:
    """Have a bite taken."""
    item = {"carrier": CARRIER, "contact_id": None, "due_at": now}
    payload = {"import_id": id, "number": number, "crms": list(crms)}
    outbox.post(connection, [{**item, "key": key(id, number), "payload": payload}], now)


def take(connection: Connection, item: Item, _record: Mapping[str, Any], now: datetime) -> None:
    """Make some rows leads, and post the next bite; nothing where this one was taken, or the import has ended."""
    id, number, crms = (item.payload[name] for name in ("import_id", "number", "crms"))
    newcomers.alone(connection)
    there = connection.execute(select(LeadImport.__table__).where(LeadImport.id == id).with_for_update()).first()
    if there is None or there.state != ImportState.RUNNING or there.bites != number:
        return
    mine = LeadImportRow.import_id == id, LeadImportRow.reason == ""
    rows = connection.execute(select(LeadImportRow.__table__).where(*mine).order_by(LeadImportRow.id).limit(BITE)).all()
    done = _Bite(connection, there, now).swallow(rows, crms)
    over = not connection.scalar(select(exists().where(*mine)))
    ended = {"state": ImportState.DONE, "ended_at": now} if over else {}
    connection.execute(update(LeadImport).where(LeadImport.id == id).values(bites=number + 1, **done, **ended))
    if not over:
        post(connection, id, number + 1, crms, now)


def stopped(connection: Connection, item: Item, _reason: str, _now: datetime) -> None:
    """A bite could not be taken by a fault of ours: its page says so, and lets staff go on."""
    running = LeadImport.id == item.payload["import_id"], LeadImport.state == ImportState.RUNNING
    connection.execute(update(LeadImport).where(*running).values(state=ImportState.STOPPED))


class _Bite:
    """Some rows of one import, within a transaction."""

    def __init__(self, connection: Connection, there: Any, now: datetime) -> None:
        self._connection, self._there, self._now = connection, there, now
        self._counts = {name: getattr(there, name) for name in ("added", "filled", "unchanged")}
        self._changes: list[crm.Change] = []
        self._done: list[int] = []

    def swallow(self, rows: Sequence[Any], crms: Sequence[str]) -> dict[str, int]:
        """Make them leads, and forget them; the counts of the import by then."""
        entries = [(row.id, self._with_owner(Entry.of(row.phone, row.entry))) for row in rows]
        known = newcomers.known(self._connection, [entry for _, entry in entries])
        new: list[tuple[int, Entry, Known | None]] = []
        there: list[tuple[int, Entry, int]] = []
        seen: set[int] = set()
        for (id, entry), one in zip(entries, known, strict=True):
            if one and one.contact_id in seen:
                continue  # two rows turn out to be one person: the second is looked at in the next bite
            seen.update({one.contact_id} if one else ())
            if one and one.lead_id:
                there.append((id, entry, one.lead_id))
            else:
                new.append((id, entry, one))
        self._add(new)
        self._fill(there)
        crm.announce(self._connection, self._changes, crms, self._now)
        self._connection.execute(delete(LeadImportRow).where(LeadImportRow.id.in_(self._done)))
        return self._counts

    def _add(self, new: Sequence[tuple[int, Entry, Known | None]]) -> None:
        origin = Origin(LeadSource.IMPORT, self._there.created_by, "lead.import")
        made = newcomers.add(self._connection, [(entry, one) for _, entry, one in new], origin, self._now)
        for (id, entry, _), one in zip(new, made, strict=True):
            if one and one.lead_id:  # else somebody was a moment faster: the row is looked at again
                self._note("added", id, one.lead_id, entry.told, is_new=True)

    def _fill(self, there: Sequence[tuple[int, Entry, int]]) -> None:
        """What a lead lacks is filled in, what it has stays. One that is locked is looked at again."""
        if not there:
            return
        found = select(*_LEADS).where(Lead.id.in_([lead_id for _, _, lead_id in there])).order_by(Lead.id)
        leads = {row.id: row for row in self._connection.execute(found.with_for_update(skip_locked=True))}
        notes = []
        for id, entry, lead_id in there:
            if (lead := leads.get(lead_id)) is None:
                continue
            before = lead._mapping
            gaps = {n: v for n, v in entry.given.items() if n in _FILLED and before[n] in (None, "")}
            if gaps:
                values = {**gaps, "updated_at": self._now}
                self._connection.execute(update(Lead).where(Lead.id == lead_id).values(values))
                told = self._there.created_by, "lead.import", subject(lead_id), before, gaps, self._now, lead.contact_id
                notes.append(audit.entry(*told))
            self._note("filled" if gaps else "unchanged", id, lead_id, gaps)
        if notes:
            self._connection.execute(insert(AuditEntry), notes)

    def _note(self, what: str, id: int, lead_id: int, told: Mapping[str, Any], *, is_new: bool = False) -> None:
        if what != "unchanged":
            many = self._counts["added"] + self._counts["filled"]
            wait = max(self._there.started_at + many * PACE - self._now, timedelta())
            cause = f"lead-import/{self._there.id}/row/{id}"
            self._changes.append(crm.Change(cause, lead_id, told, is_new=is_new, wait=wait))
        self._counts[what] += 1
        self._done.append(id)

    def _with_owner(self, entry: Entry) -> Entry:
        """Who has left the team since the sheet was looked at owns nothing."""
        owner = entry.kept.get("owner_id")
        if owner is None or owner in self._here:
            return entry
        return Entry(entry.phone, entry.told, {**entry.kept, "owner_id": None})

    @cached_property
    def _here(self) -> set[int]:
        return set(self._connection.scalars(select(StaffMember.id).where(StaffMember.removed_at.is_(None))))

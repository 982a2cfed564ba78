"""Leads that staff bring in, by hand or by a sheet: who is known already, and how the others are made, in sets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, text

from relaystack.engine.lead_fields import FIELDS
from relaystack.models import AuditEntry, Contact, Lead, LeadSource

from ..notices import known as people
from ..storage import audit
from ..storage.sets import InsertMany, among
from .lead_desk import subject

TOLD = tuple(field.column for field in FIELDS)
KEPT = {"stage": "new", "owner_id": None, "next_action": "", "due_on": None, "notes": ""}
_ALONE = text("SELECT pg_advisory_xact_lock(7263550)")  # any number of ours, beside that of bookings
_WHO = (Contact.id, Contact.phone, Lead.email, people.NAME_COLUMN, Lead.id.label("lead_id"))
_CONTACTS = InsertMany(
    Contact.phone, Contact.profile_name, Contact.created_at, Contact.updated_at,
    unique=(Contact.phone,), returning=(Contact.id, Contact.phone),
)  # fmt: skip
_LEADS = InsertMany(
    Lead.contact_id, Lead.phone, Lead.name, Lead.email, Lead.interest, Lead.budget, Lead.country_of_interest,
    Lead.stage, Lead.owner_id, Lead.next_action, Lead.due_on, Lead.notes, Lead.source, Lead.entered_by,
    Lead.created_at, Lead.updated_at, unique=(Lead.contact_id,), returning=(Lead.id, Lead.contact_id),
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """A lead as staff have written it: what is told of the person, and how far we are, by the columns of a lead."""

    phone: str | None
    told: Mapping[str, Any]
    kept: Mapping[str, Any] = field(default_factory=dict)

    @property
    def email(self) -> str:
        """As it is compared."""
        return str(self.told.get("email") or "").lower()

    @property
    def given(self) -> dict[str, Any]:
        """All that was filled in."""
        return {name: value for name, value in {**self.told, **self.kept}.items() if value not in (None, "")}

    @property
    def plain(self) -> dict[str, Any]:
        """As a table keeps it."""
        days = {name: value.isoformat() for name, value in self.given.items() if isinstance(value, date)}
        return {**self.given, **days}

    @classmethod
    def of(cls, phone: str | None, plain: Mapping[str, Any]) -> "Entry":
        """The same again."""
        kept = {name: plain[name] for name in KEPT if name in plain}
        if "due_on" in kept:
            kept["due_on"] = date.fromisoformat(kept["due_on"])
        return cls(phone, {name: plain[name] for name in TOLD if name in plain}, kept)


@dataclass(frozen=True)
class Known:
    """Somebody who is there already, and their lead if they have one."""

    contact_id: int
    lead_id: int | None
    phone: str | None
    name: str = ""


@dataclass(frozen=True)
class Origin:
    """How leads came, who wrote them down, and what the audit calls that."""

    source: LeadSource
    by: str
    action: str


def alone(connection: Connection) -> None:
    """Until this transaction ends nobody else brings leads in: an e-mail address is unique by nothing else."""
    if connection.dialect.name == "postgresql":  # on SQLite whoever has begun to write is alone
        connection.execute(_ALONE)


def known(connection: Connection, entries: Sequence[Entry]) -> list[Known | None]:
    """Who of these is there, by number, else by e-mail."""
    persons, theirs = select(*_WHO).where(Contact.erased_at.is_(None)), Lead.contact_id == Contact.id
    phones = sorted({entry.phone for entry in entries if entry.phone})
    called = persons.outerjoin(Lead, theirs).where(among(Contact.phone, "phones"))
    by_phone = {row.phone: _known(row) for row in connection.execute(called, {"phones": phones})} if phones else {}
    emails = sorted({entry.email for entry in entries if entry.email})
    wrote = persons.join(Lead, theirs).where(func.lower(Lead.email).in_(emails))
    wrote = wrote.order_by(Contact.id.desc())  # of two the older one counts
    by_email = {row.email.lower(): _known(row) for row in connection.execute(wrote)} if emails else {}
    return [by_phone.get(entry.phone) or by_email.get(entry.email) for entry in entries]


def add(
    connection: Connection, entries: Sequence[tuple[Entry, Known | None]], origin: Origin, now: datetime
) -> list[Known | None]:
    """Make these leads, each of who is known or else of somebody new; None for whom somebody made a moment ago."""
    people = _contacts(connection, entries, now)
    rows = [_row(entry, one, origin, now) for (entry, _), one in zip(entries, people, strict=True) if one]
    made = {row.contact_id: row.id for row in _LEADS.execute(connection, rows)} if rows else {}
    done = [Known(one.contact_id, made[one.contact_id], one.phone) if one and one.contact_id in made else None
            for one in people]  # fmt: skip
    notes = [
        audit.entry(origin.by, origin.action, subject(one.lead_id or 0), dict.fromkeys(entry.given), entry.given, now,
                    one.contact_id)
        for (entry, _), one in zip(entries, done, strict=True) if one
    ]  # fmt: skip
    if notes:
        connection.execute(insert(AuditEntry), notes)
    return done


def _known(row: Any) -> Known:
    return Known(row.id, row.lead_id, row.phone, row.name)


def _contacts(
    connection: Connection, entries: Sequence[tuple[Entry, Known | None]], now: datetime
) -> list[Known | None]:
    """The contact of each; who has none gets one. In one order whoever inserts: no two wait for each other."""
    phones = sorted(entry.phone or "" for entry, there in entries if there is None)
    rows = [{"phone": one or None, "profile_name": "", "created_at": now, "updated_at": now} for one in phones]
    new = _CONTACTS.execute(connection, rows).all() if rows else []
    by_phone, nameless = {row.phone: row.id for row in new if row.phone}, [row.id for row in new if not row.phone]

    def made(entry: Entry) -> Known | None:
        id = by_phone.get(entry.phone) if entry.phone else nameless.pop()
        return Known(id, None, entry.phone) if id is not None else None

    return [there or made(entry) for entry, there in entries]


def _row(entry: Entry, of: Known, origin: Origin, now: datetime) -> dict[str, Any]:
    told = {name: entry.told.get(name) for name in TOLD}
    more = {"source": origin.source, "entered_by": origin.by, "created_at": now, "updated_at": now}
    kept = {name: value for name, value in entry.kept.items() if value is not None}
    return {"contact_id": of.contact_id, "phone": of.phone, **told, **KEPT, **kept, **more}

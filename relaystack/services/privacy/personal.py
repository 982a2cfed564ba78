"""Where does a person's data stand? The one list, for exporting and for erasing; a test holds it complete."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Date, Table, Text, false, func, null, or_, select

from relaystack.models import (
    AuditEntry,
    Base,
    Booking,
    Bounce,
    ConfirmationSlot,
    ConsentEntry,
    Contact,
    ContactNote,
    ContactTag,
    EarlyReceipt,
    GivenUp,
    IdentityChange,
    IdentityConflict,
    Lead,
    LeadEnquiry,
    LeadImportRow,
    Media,
    Merge,
    Message,
    OutboxItem,
    Payment,
    PlannedMessage,
    Presence,
    QuietNews,
    Session,
    SetAside,
    TurnTaken,
    Unanswered,
    WaitingWish,
)  # fmt: skip
from relaystack.models.base import UtcDateTime

# Tables that hold nothing of any customer: of the staff they do (docs/security.md). A receipt names the number of a
# contact that is empty by then. The cells of a booking say when a consultant is busy, and go with it.
IMPERSONAL = {
    "account_words", "alarm_states", "api_tokens", "booking_cells", "canned_replies", "carriers",
    "consultant_calendars", "consulting_hours", "daily_numbers", "digests", "erasures", "investment_programs",
    "job_searches", "lead_imports", "office_settings", "one_time_secrets", "push_subscriptions",
    "rolled_days", "saved_views", "schema_floor", "sign_in_attempts", "sign_ins", "staff_members", "staff_passkeys",
    "taught_answers", "uploads", "weekly_reports", "whatsapp_templates",
}  # fmt: skip

# What a contact's row holds after an erasure: its number, so that it cannot become somebody else's, and when.
_EMPTY: dict[str, Any] = {
    column.name: None for column in Contact.__table__.columns if column.nullable and column.name != "erased_at"
} | {"profile_name": ""}
NAMES = ("phone", "wa_id", "bsuid", "former_bsuid", "parent_bsuid")


@dataclass(frozen=True)
class Place:
    """The rows of a table that are a person's."""

    table: type[Base]
    theirs: ColumnElement[bool]

    @property
    def name(self) -> str:
        """The table's name."""
        return str(self.table.__tablename__)


def places(connection: Connection, marks: "Marks") -> list[Place]:
    """All of them, in an order in which they can be erased; the contact itself is the last."""
    contact_id = marks.contact
    leads, messages = _leads(contact_id), _messages(contact_id)
    keys = select(Message.key).where(Message.contact_id == contact_id, Message.key.is_not(None))
    everybody = {contact_id, *marks.former}
    conflict = IdentityConflict.contact_id, IdentityConflict.other_contact_id
    return [
        Place(Bounce, or_(Bounce.message_id.in_(messages), Bounce.key.in_(keys))),
        Place(EarlyReceipt, EarlyReceipt.message_id.in_(messages)),
        Place(OutboxItem, _items(connection, OutboxItem, marks)),
        Place(GivenUp, _items(connection, GivenUp, marks)),
        Place(SetAside, _set_aside(connection, marks)),
        Place(Message, Message.contact_id == contact_id),
        Place(PlannedMessage, PlannedMessage.contact_id == contact_id),
        Place(Presence, Presence.contact_id == contact_id),
        Place(QuietNews, QuietNews.contact_id == contact_id),
        Place(ContactNote, ContactNote.contact_id == contact_id),
        Place(ContactTag, ContactTag.contact_id == contact_id),
        Place(ConsentEntry, ConsentEntry.contact_id == contact_id),
        Place(TurnTaken, TurnTaken.contact_id == contact_id),
        Place(Session, Session.contact_id == contact_id),
        Place(LeadImportRow, _import_rows(contact_id, marks)),
        Place(LeadEnquiry, LeadEnquiry.lead_id.in_(leads)),
        Place(Lead, Lead.contact_id == contact_id),
        Place(WaitingWish, WaitingWish.contact_id == contact_id),
        Place(Payment, Payment.booking_id.in_(select(Booking.id).where(Booking.contact_id == contact_id))),
        Place(Booking, Booking.contact_id == contact_id),
        Place(Media, Media.contact_id == contact_id),
        Place(ConfirmationSlot, ConfirmationSlot.contact_id == contact_id),
        Place(Unanswered, Unanswered.contact_id == contact_id),
        Place(IdentityChange, IdentityChange.contact_id == contact_id),
        Place(IdentityConflict, or_(*(column == contact_id for column in conflict))),
        Place(Merge, or_(Merge.contact_id.in_(everybody), Merge.other_contact_id.in_(everybody))),
        Place(AuditEntry, AuditEntry.contact_id == contact_id),
        Place(Contact, Contact.id == contact_id),
    ]


def _leads(contact_id: int) -> Any:
    return select(Lead.id).where(Lead.contact_id == contact_id)


def _import_rows(contact_id: int, marks: "Marks") -> ColumnElement[bool]:
    """Rows of sheets: by whom they were found to be, or by number, address, or any cell with what they go by."""
    emails = select(func.lower(Lead.email)).where(Lead.contact_id == contact_id)
    cells = LeadImportRow.cells.cast(Text)
    return or_(
        LeadImportRow.contact_id == contact_id, LeadImportRow.phone.in_(marks.names),
        LeadImportRow.email.in_(emails), *(cells.contains(name, autoescape=True) for name in sorted(marks.names)),
    )  # fmt: skip


def _messages(contact_id: int) -> Any:
    return select(Message.message_id).where(Message.contact_id == contact_id, Message.message_id.is_not(None))


def marks_of(connection: Connection, contact: Mapping[Any, Any]) -> "Marks":
    """By what a contact's rows are known; still so when the contact's own are gone."""
    messages, leads = connection.scalars(_messages(contact["id"])), connection.scalars(_leads(contact["id"]))
    names = {contact[name] for name in NAMES if contact[name]}
    own = Marks(contact["id"], names, set(messages), set(leads))
    return _with_former(connection, own)


def _with_former(connection: Connection, own: "Marks") -> "Marks":
    """And of those who were made one with the contact; a name that is somebody else's by now is not theirs."""
    rows = list(_went_into(connection, own.contact))
    if not rows:
        return own
    names = {row.before["other"][name] for row in rows for name in NAMES if row.before["other"][name]}
    columns = [getattr(Contact, name) for name in NAMES]
    others = select(*columns).where(or_(*(column.in_(names) for column in columns)), Contact.id != own.contact)
    names -= {name for row in connection.execute(others) for name in row}
    leads = {lead["id"] for row in rows for lead in row.before["left_out"].get(Lead.__tablename__, ())}
    former = frozenset(row.other_contact_id for row in rows)
    return replace(own, names=own.names | names, leads=own.leads | leads, former=former)


def _went_into(connection: Connection, contact_id: int) -> Iterator[Any]:
    """What was merged into a contact, and into what was merged into it."""
    mine = Merge.contact_id == contact_id, Merge.undone_at.is_(None)
    for row in connection.execute(select(Merge.other_contact_id, Merge.before).where(*mine)).all():
        yield row
        yield from _went_into(connection, row.other_contact_id)


@dataclass(frozen=True)
class Marks:
    """By what a row is known as a person's that does not name the contact; `former` contacts are part of it now."""

    contact: int
    names: set[str]
    messages: set[str]
    leads: set[int]
    former: frozenset[int] = frozenset()

    def on(self, data: Any) -> bool:
        """Whether any text inside holds what the person goes by, or is the id of a message."""
        return any(word in self.messages or any(name in word for name in self.names) for word in _words(data))

    def caused(self, key: str, payload: Mapping[str, Any]) -> bool:
        """Whether an item is about the person among others, or holds their words, or a message of theirs caused it.

        A program from before the column `about_contact_id` may have posted it: then the payload says whom it is about.
        """
        about = {payload.get("contact_id"), *payload.get("contact_ids", ())}
        named = not about.isdisjoint({self.contact, *self.former})
        named = named or payload.get("lead_id") in self.leads
        return named or key.partition("/")[0] in self.messages or self.on(payload)


def _items(connection: Connection, table: type[OutboxItem] | type[GivenUp], marks: Marks) -> ColumnElement[bool]:
    """Items about the person, by their columns; those that keep nobody's order may also tell of them beside others."""
    theirs = or_(table.about_contact_id == marks.contact, table.contact_id == marks.contact)
    rows = connection.execute(select(table.id, table.key, table.payload).where(table.contact_id.is_(None)))
    ids = [row.id for row in rows if marks.caused(row.key, row.payload)]
    return or_(theirs, table.id.in_(ids)) if ids else theirs


def _set_aside(connection: Connection, marks: Marks) -> ColumnElement[bool]:
    rows = connection.execute(select(SetAside.id, SetAside.key, SetAside.update))
    ids = [row.id for row in rows if marks.on(row.update)]
    return SetAside.id.in_(ids) if ids else false()


def _words(data: Any) -> Iterator[str]:
    """All text inside of JSON."""
    match data:
        case str():
            yield data
        case list():
            for one in data:
                yield from _words(one)
        case dict():
            for one in data.values():
                yield from _words(one)


def emptied(now: datetime) -> dict[str, Any]:
    """What becomes of the columns of a contact who is nobody any more."""
    return {**_EMPTY, "created_at": now, "updated_at": now, "erased_at": now}


def plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A row as JSON takes it."""
    found: dict[str, Any] = json.loads(json.dumps(dict(row), default=lambda value: value.isoformat()))
    return found


def revived(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of a table again, from what `plain` made of them."""
    return {name: _revived(table.c[name].type, value) for name, value in row.items()}


def _revived(kind: Any, value: Any) -> Any:
    if value is None:
        return null()  # not the word null of JSON
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value

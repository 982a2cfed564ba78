"""Where does a person's data stand? The one list, for exporting and for erasing; a test holds it complete."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, false, or_, select

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
    Media,
    Merge,
    Message,
    OutboxItem,
    Payment,
    PlannedMessage,
    QuietNews,
    Session,
    SetAside,
    TurnTaken,
    Unanswered,
)  # fmt: skip

# Tables that hold nothing of any customer: of the staff they do (docs/security.md). A receipt names the number of a
# contact that is empty by then. The cells of a booking say when a consultant is busy, and go with it.
IMPERSONAL = {
    "alarm_states", "api_tokens", "booking_cells", "canned_replies", "carriers", "consulting_hours", "daily_numbers",
    "digests", "erasures",
    "investment_programs", "job_searches", "office_settings", "one_time_secrets", "push_subscriptions", "rolled_days",
    "schema_floor", "sign_in_attempts", "sign_ins", "staff_members", "staff_passkeys", "taught_answers", "uploads",
    "weekly_reports", "whatsapp_templates",
}  # fmt: skip

_NAMES = ("phone", "wa_id", "bsuid", "former_bsuid", "parent_bsuid")


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
    conflict = IdentityConflict.contact_id, IdentityConflict.other_contact_id
    return [
        Place(Bounce, or_(Bounce.message_id.in_(messages), Bounce.key.in_(keys))),
        Place(EarlyReceipt, EarlyReceipt.message_id.in_(messages)),
        Place(OutboxItem, _items(connection, OutboxItem, marks)),
        Place(GivenUp, _items(connection, GivenUp, marks)),
        Place(SetAside, _set_aside(connection, marks)),
        Place(Message, Message.contact_id == contact_id),
        Place(PlannedMessage, PlannedMessage.contact_id == contact_id),
        Place(QuietNews, QuietNews.contact_id == contact_id),
        Place(ContactNote, ContactNote.contact_id == contact_id),
        Place(ContactTag, ContactTag.contact_id == contact_id),
        Place(ConsentEntry, ConsentEntry.contact_id == contact_id),
        Place(TurnTaken, TurnTaken.contact_id == contact_id),
        Place(Session, Session.contact_id == contact_id),
        Place(LeadEnquiry, LeadEnquiry.lead_id.in_(leads)),
        Place(Lead, Lead.contact_id == contact_id),
        Place(Payment, Payment.booking_id.in_(select(Booking.id).where(Booking.contact_id == contact_id))),
        Place(Booking, Booking.contact_id == contact_id),
        Place(Media, Media.contact_id == contact_id),
        Place(ConfirmationSlot, ConfirmationSlot.contact_id == contact_id),
        Place(Unanswered, Unanswered.contact_id == contact_id),
        Place(IdentityChange, IdentityChange.contact_id == contact_id),
        Place(IdentityConflict, or_(*(column == contact_id for column in conflict))),
        Place(Merge, or_(Merge.contact_id == contact_id, Merge.other_contact_id == contact_id)),
        Place(AuditEntry, AuditEntry.contact_id == contact_id),
        Place(Contact, Contact.id == contact_id),
    ]


def _leads(contact_id: int) -> Any:
    return select(Lead.id).where(Lead.contact_id == contact_id)


def _messages(contact_id: int) -> Any:
    return select(Message.message_id).where(Message.contact_id == contact_id, Message.message_id.is_not(None))


def marks_of(connection: Connection, contact: Mapping[Any, Any]) -> "Marks":
    """By what a contact's rows are known; still so when the contact's own are gone."""
    names = {contact[name] for name in _NAMES if contact[name]}
    messages, leads = connection.scalars(_messages(contact["id"])), connection.scalars(_leads(contact["id"]))
    return Marks(contact["id"], names, set(messages), set(leads))


@dataclass(frozen=True)
class Marks:
    """By what a row is known as a person's that does not name the contact."""

    contact: int
    names: set[str]
    messages: set[str]
    leads: set[int]

    def on(self, data: Any) -> bool:
        """Whether any text inside holds what the person goes by, or is the id of a message."""
        return any(word in self.messages or any(name in word for name in self.names) for word in _words(data))

    def caused(self, key: str, payload: Mapping[str, Any]) -> bool:
        """Whether an item is about the person among others, or holds their words, or a message of theirs caused it.

        A program from before the column `about_contact_id` may have posted it: then the payload says whom it is about.
        """
        named = self.contact in (payload.get("contact_id"), *payload.get("contact_ids", ()))
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


def plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A row as JSON takes it."""
    found: dict[str, Any] = json.loads(json.dumps(dict(row), default=lambda value: value.isoformat()))
    return found

"""What is kept of a person, in words that they understand: which tables and columns are told, and as what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from relaystack.engine.house import House

from .. import audit_words
from ..wording import language

# table -> what it is called, and which of its columns are told under which names. A table whose columns need
# explaining is named with how many records there are; all of them stand in the file for machines.
TOLD: dict[str, tuple[str, dict[str, str]]] = {
    "contacts": ("Who it is, and what is allowed", {
        "phone": "Telephone number", "profile_name": "Name on WhatsApp", "called": "Name, as our people write it",
        "language": "Language", "zone": "Time zone", "opted_out_at": "Asked for no more messages",
        "marketing_consent_at": "Agreed to marketing", "marketing_consent_how": "How you agreed",
        "marketing_consent_words": "The words that you were shown",
        "marketing_opted_out_at": "Switched marketing off in WhatsApp", "advert": "Advert that you came from",
        "last_inbound_at": "Wrote to us last", "created_at": "Known to us since",
    }),
    "consent_entries": ("Consent to marketing, each time", {
        "at": "When", "agreed": "Agreed", "how": "How", "words": "The words that you were shown", "by": "Noted by",
    }),
    "whatsapp_messages": ("Messages", {
        "timestamp": "When", "direction": "Direction", "message": "Words", "kind": "Kind", "note": "Note",
    }),
    "media": ("Files", {"stored_at": "When", "filename": "Name", "mime_type": "Kind", "size": "Bytes"}),
    "whatsapp_leads": ("Plans and wishes", {
        "name": "Name", "email": "E-mail", "interest": "Interest", "budget": "Budget (USD)",
        "country_of_interest": "Country", "stage": "How far we are", "notes": "Our notes",
        "next_action": "What we do next", "due_on": "By", "created_at": "Since",
        "source": "How you came to us", "entered_by": "Written down by",
    }),
    "lead_import_rows": ("Rows of sheets that wait to be brought in", {"entry": "What they say", "reason": "Why not"}),
    "lead_enquiries": ("Enquiries", {"created_at": "When", "told": "Told us", "shown": "Figures you had seen"}),
    "bookings": ("Appointments", {"begins_at": "When", "minutes": "Minutes", "state": "State", "zone": "Time zone"}),
    "waiting_wishes": ("Waiting for a free time", {"created_at": "Since", "wish": "What would suit"}),
    "payments": ("Payments for appointments", {
        "created_at": "Asked for", "amount": "Hundredths", "currency": "of", "state": "State", "paid_at": "Paid",
        "refunded_at": "Sent back", "reason": "Why it was sent back",
    }),
    "contact_notes": ("Notes of our people", {"at": "When", "author_name": "By", "text": "Note"}),
    "contact_tags": ("Tags", {"tag": "Tag", "at": "Since"}),
    "planned_messages": ("Written for later", {
        "due_at": "When", "text": "Words", "author_name": "By", "outcome": "What became of it",
    }),
    "unanswered": ("Questions without an answer", {"created_at": "When", "words": "Words"}),
    "audit": ("What our people did with the data", {"at": "When", "by": "Who", "action": "What"}),
    "given_up": ("Not delivered", {"created_at": "When", "reason": "Why"}),
    "identity_changes": ("Changes of the number, told by WhatsApp", {"at": "When", "kind": "Kind"}),
    "identity_conflicts": ("Other contacts that may be the same person", {"created_at": "When", "reason": "Why"}),
    "merges": ("Contacts that were made one", {"at": "When", "by": "By", "undone_at": "Parted again"}),
    "whatsapp_sessions": ("Place in the conversation with the program", {
        "current_step": "Place", "last_activity": "Last step",
    }),
    "presences": ("Who of our people looks at the conversation now", {"looked_at": "When last"}),
    "turns": ("What the program understood", {}),
    "outbox": ("Waiting to be delivered", {}),
    "bounces": ("Given back by WhatsApp", {}),
    "early_receipts": ("Receipts that came early", {}),
    "set_aside": ("Could not be read", {}),
    "confirmation_slots": ("Confirmations sent today", {}),
    "quiet_news": ("News that one of our people reads later", {}),
}  # fmt: skip
_FILES = {"files": "Files"}
_DIRECTION = {"incoming": "from you", "outgoing": "from us"}


@dataclass(frozen=True)
class Part:
    """One kind of records: the rows as they are told, and how many there are."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    count: int


def title(table: str) -> str:
    """What the records of a table are called."""
    return TOLD[table][0] if table in TOLD else _FILES.get(table, table.replace("_", " "))


def parts(tables: Mapping[str, Sequence[Mapping[str, Any]]], house: House) -> list[Part]:
    """All kinds of which there is something, what people ask for first."""
    order = [*TOLD, *(name for name in tables if name not in TOLD)]
    return [_part(name, tables[name], house) for name in order if tables.get(name)]


def _part(table: str, rows: Sequence[Mapping[str, Any]], house: House) -> Part:
    columns = TOLD[table][1] if table in TOLD else {}
    used = {column: label for column, label in columns.items() if any(row.get(column) for row in rows)}
    told = [[_cell(column, row.get(column), house) for column in used] for row in rows] if used else []
    return Part(title(table), list(used.values()), told, len(rows))


def _cell(column: str, value: Any, house: House) -> str:
    if value in (None, "", [], {}):
        return ""
    if column == "direction":
        return _DIRECTION.get(value, str(value))
    if column == "action":
        return audit_words.action(value)
    if column == "language":
        return language(value)
    if isinstance(value, dict):
        return "; ".join(f"{name.replace('_', ' ')}: {audit_words.worded(one, house)}" for name, one in value.items())
    return audit_words.worded(value, house)

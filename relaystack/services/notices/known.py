"""What do staff read of a person: who it is, what is known, what was said last? The same in every e-mail and CRM."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from relaystack.engine.lead_fields import FIELDS, NAME, WHO, LeadField
from relaystack.engine.lead_sources import came_from
from relaystack.models import TOLD, Contact, Direction, Lead, Message

from ..storage import quotes
from .lines import one_line

LAST = 12  # messages
LONGEST = 300  # characters of each
UNKNOWN = "name not given"
# The same in a query that joins the lead.
NAME_COLUMN = func.coalesce(Lead.name, func.nullif(Contact.profile_name, ""), UNKNOWN).label("name")
_SPEAKERS = {Direction.INCOMING: "customer", Direction.OUTGOING: "we"}


def name(lead: Mapping[Any, Any], profile_name: str) -> str:
    """What to call them: by the name that they told, else by WhatsApp's."""
    return one_line(lead.get(NAME.column) or profile_name) or UNKNOWN


def who(lead: Mapping[Any, Any], phone: str | None, profile_name: str) -> dict[str, str]:
    """Who it is and where to reach them."""
    return {
        **told(lead, *WHO),
        "Phone": f"+{phone}" if phone else "hidden by the person; answer on WhatsApp",
        "WhatsApp name": profile_name or "unknown",
    }


def told(lead: Mapping[Any, Any], *fields: LeadField) -> dict[str, str]:
    """What they have told of these, by label."""
    return {field.label: field.worded(lead.get(field.column)) or "not given" for field in fields}


def source(lead: Mapping[Any, Any]) -> dict[str, str]:
    """The advert that they came from, or who of us wrote them down."""
    found = came_from(lead)
    return {"Came from": found} if found else {}


def lines(facts: Mapping[str, Any]) -> list[str]:
    """Facts as lines of an e-mail."""
    return [f"{label}: {one_line(str(value))}" for label, value in facts.items()]


def person(connection: Connection, contact_id: int, *, whole: bool = False) -> tuple[str, list[str]]:
    """Who it is about: a name for the subject, and what the consultants need to answer; or the `whole` of it."""
    row = connection.execute(
        select(Contact.phone, Contact.profile_name, Contact.thread_owner, Contact.thread_until, Contact.thread_summary,
               Contact.language, Contact.advert, Lead.id, Lead.source, Lead.entered_by,
               *TOLD.values())
        .outerjoin(Lead, Lead.contact_id == Contact.id)
        .where(Contact.id == contact_id)
    ).one()  # fmt: skip
    facts = {
        **who(row._mapping, row.phone, row.profile_name),
        "Lead": f"no. {row.id}" if row.id else "none yet",
        **_thread(row),
        **source(row._mapping),
        **(_more(row) if whole else {}),
    }
    return name(row._mapping, row.profile_name), lines(facts)


def _more(row: Any) -> dict[str, str]:
    """What else they have told."""
    more = {field.label: field.worded(row._mapping[field.column]) for field in FIELDS if field not in WHO}
    return {label: value for label, value in {"Language": row.language, **more}.items() if value}


def _thread(row: Any) -> dict[str, str]:
    """Whose the conversation is, where another responder has it, and what an AI wrote of it."""
    told = {}
    if row.thread_until and datetime.now(UTC) < row.thread_until:
        until = f"{row.thread_until:%d %B %Y %H:%M} UTC"
        told["Conversation"] = f"another responder of the WhatsApp account has it ({row.thread_owner}), until {until}"
    if row.thread_summary:
        told["Summary by an AI, not checked"] = row.thread_summary
    return told


@dataclass(frozen=True)
class Spoken:
    """A message of the conversation; `aside` is what it quotes, and where it came from."""

    at: datetime
    speaker: str
    words: str
    aside: str = ""

    def line(self) -> str:
        """As a line of an e-mail."""
        short = one_line(self.words)
        cut = f"{short[:LONGEST]}{'…' if len(short) > LONGEST else ''}"
        return f"- {self.at:%d %B %Y %H:%M} UTC, {self.speaker}: {cut}{self.aside}"


def last_words(connection: Connection, contact_id: int) -> list[Spoken]:
    """The last messages, the oldest first."""
    columns = Message.timestamp, Message.direction, Message.message, Message.refers_to, Message.note
    mine = select(*columns, *quotes.COLUMNS).where(Message.contact_id == contact_id)
    rows = connection.execute(quotes.joined(mine).order_by(Message.id.desc()).limit(LAST)).all()
    return [
        Spoken(
            row.timestamp, _SPEAKERS[Direction(row.direction)], row.message,
            quotes.in_brackets(quotes.shown(row._mapping), row.note),
        )
        for row in reversed(rows)
    ]  # fmt: skip

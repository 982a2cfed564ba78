"""E-mails to the consultants about one person, in which lines are gathered that come within a short time."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select, update

from relaystack.models import Contact, Lead, OutboxItem

from ..outbox import outbox
from .lines import one_line

TOGETHER = timedelta(minutes=2)  # what comes within this time is told in one e-mail
MOST = 50  # lines of one e-mail
_MAIL = "/mail"  # ends the key of an e-mail

Mail = Mapping[str, Any]
Write = Callable[[Mail], dict[str, Any]]  # gives an e-mail its subject and text


def add_line(
    connection: Connection, about: int, key: str, gathered: str, line: str, mail: Mail, write: Write, now: datetime
) -> None:
    """Add a line to the e-mail about this contact that still waits and gathers such lines, or post `mail` with it."""
    waiting = _waiting(connection, about, gathered)
    if waiting:
        longer = {**waiting.payload, gathered: [*waiting.payload[gathered], line]}
        connection.execute(update(OutboxItem).where(OutboxItem.id == waiting.id).values(payload=write(longer)))
        return
    who, facts = person(connection, about)
    row = {"key": key + _MAIL, "carrier": outbox.MAIL, "contact_id": about, "due_at": now + TOGETHER}
    first = {"who": who, "facts": facts, "contact_id": about, **mail, gathered: [line]}
    outbox.post(connection, [{**row, "payload": write(first)}], now)


def _waiting(connection: Connection, about: int, gathered: str) -> Row[Any] | None:
    found = connection.execute(
        select(OutboxItem.id, OutboxItem.payload)
        .where(
            OutboxItem.contact_id == about,
            OutboxItem.carrier == outbox.MAIL,
            OutboxItem.claimed_by.is_(None),
            OutboxItem.key.endswith(_MAIL),
        )
        .order_by(OutboxItem.id.desc())
        .with_for_update(skip_locked=True)
    )
    return next((row for row in found if len(row.payload.get(gathered, [])) in range(1, MOST)), None)


def _thread(row: Any) -> dict[str, str]:
    """Whose the conversation is, where another responder has it, and what an AI wrote of it."""
    told = {}
    if row.thread_until and datetime.now(UTC) < row.thread_until:
        until = f"{row.thread_until:%d %B %Y %H:%M} UTC"
        told["Conversation"] = f"another responder of the WhatsApp account has it ({row.thread_owner}), until {until}"
    if row.thread_summary:
        told["Summary by an AI, not checked"] = row.thread_summary
    return told


def person(connection: Connection, contact_id: int) -> tuple[str, list[str]]:
    """Who it is about: a name for the subject, and what the consultants need to answer."""
    row = connection.execute(
        select(Contact.phone, Contact.profile_name, Contact.thread_owner, Contact.thread_until, Contact.thread_summary,
               Lead.id, Lead.name, Lead.email)
        .outerjoin(Lead, Lead.contact_id == Contact.id)
        .where(Contact.id == contact_id)
    ).one()  # fmt: skip
    facts = {
        "Name": row.name or "not given",
        "E-mail": row.email or "not given",
        "Phone": f"+{row.phone}" if row.phone else "hidden by the person; answer on WhatsApp",
        "WhatsApp name": row.profile_name or "unknown",
        "Lead": f"no. {row.id}" if row.id else "none yet",
        **_thread(row),
    }
    who = one_line(row.name or row.profile_name) or "name not given"
    return who, [f"{label}: {one_line(value)}" for label, value in facts.items()]

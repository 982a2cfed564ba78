"""Who our contacts are, and what was said with them: read for staff."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, exists, select

from relaystack.engine.phones import canonical
from relaystack.models import Contact, Message, Session

from ..contacts import permission, threads
from ..storage import quotes
from ..storage.database import Database
from ..storage.pages import Page, Wanted, page
from . import authors, readers, tags

_CONTACT = (
    Contact.id, Contact.phone, Contact.bsuid, Contact.profile_name, Contact.language, Contact.opted_out_at,
    Contact.marketing_opted_out_at, Contact.last_inbound_at, Contact.advert, Contact.human_until, Contact.human_reason,
    Contact.thread_owner, Contact.thread_until, Contact.thread_summary, Contact.waiting_since, Contact.created_at,
    Contact.called, Contact.assignee_id, Contact.closed_at, Contact.snoozed_until,
)  # fmt: skip
_MESSAGE = (Message.id, Message.direction, Message.kind, Message.message, Message.timestamp, Message.status,
            Message.error_code, Message.error_title, Message.thread_owner.label("thread_with"), Message.price_type,
            Message.price_category, Message.price_model, Message.billable, Message.author, Message.note,
            Message.refers_to, *quotes.COLUMNS)  # fmt: skip
_THERE = Contact.erased_at.is_(None)


def contacts(database: Database, wanted: Wanted, phone: str | None) -> Page:
    """Everybody who wrote or was written to, the newest first; with a phone number who has that."""
    query = select(*_CONTACT).where(_THERE)
    if phone:
        query = query.where(Contact.phone == canonical(phone))
    with database.reading() as connection:
        found = page(connection, query, wanted, Contact.id)
        return {**found, "items": _all_shown(connection, found["items"])}


def contact(database: Database, id: int) -> dict[str, Any] | None:
    """One of them."""
    with database.reading() as connection:
        return _one_shown(connection, select(*_CONTACT).where(_THERE, Contact.id == id))


def conversations(database: Database, wanted: Wanted) -> Page:
    """Everybody's conversation, where somebody wrote last first."""
    with database.reading() as connection:
        found = page(connection, _conversations(), wanted, Contact.id, Session.last_activity)
        return {**found, "items": _all_shown(connection, found["items"])}


def conversation(database: Database, contact_id: int) -> dict[str, Any] | None:
    """One person's conversation."""
    with database.reading() as connection:
        return _one_shown(connection, _conversations().where(Contact.id == contact_id))


def messages(database: Database, contact_id: int, wanted: Wanted, by: str) -> Page | None:
    """What was said with a person, the newest first; nothing where there is no such person. It notes who reads."""
    with database.reading() as connection:
        if not connection.scalar(select(exists().where(Contact.id == contact_id, _THERE))):
            return None
        mine = quotes.joined(select(*_MESSAGE).where(Message.contact_id == contact_id))
        found = page(connection, mine, wanted, Message.id)
    readers.note(database, contact_id, by)
    return {**found, "items": [{**row, "refers_to": quotes.shown(row)} for row in found["items"]]}


def _conversations() -> Any:
    step = (Session.current_step, Session.last_activity, Session.is_active)
    return select(*_CONTACT, *step).join(Session, Session.contact_id == Contact.id).where(_THERE)


def _one_shown(connection: Connection, query: Any) -> dict[str, Any] | None:
    rows = [dict(row._mapping) for row in connection.execute(query)]
    return next(iter(_all_shown(connection, rows)), None)


def _all_shown(connection: Connection, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    filed = tags.of(connection, [row["id"] for row in rows])
    names = authors.members(connection, [row["assignee_id"] for row in rows])
    return [{**_shown(row, names), "tags": filed.get(row["id"], [])} for row in rows]


def _shown(row: dict[str, Any], names: Mapping[int, str]) -> dict[str, Any]:
    """What follows from numbers and times: who has the conversation, and until when free text may be sent."""
    now = datetime.now(UTC)
    last, until = row["last_inbound_at"], row.pop("human_until")
    held = until is not None and now < until
    reason = row.pop("human_reason")
    owner, thread_until = row.pop("thread_owner"), row.pop("thread_until")
    member, sleeps = row.pop("assignee_id"), row["snoozed_until"]
    is_anothers = thread_until is not None and now < thread_until
    return {
        **row, "with_consultants_until": until if held else None, "why_with_consultants": reason if held else None,
        "window_closes_at": last + permission.WINDOW if last else None,
        "thread_with": (owner or threads.UNKNOWN) if is_anothers else None,
        "thread_with_until": thread_until if is_anothers else None,
        "assignee": {"id": member, "name": names.get(member)} if member else None,
        "snoozed_until": sleeps if sleeps and now < sleeps else None,
    }  # fmt: skip

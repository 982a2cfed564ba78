"""One conversation as staff read it: what was said, what they noted, who took it when, in the order of time."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, literal, select, union_all

from relaystack.models import AuditEntry, Contact, ContactNote, GivenUp, Lead, Media, Message, StaffMember, Status

from ..bookings import week
from ..contacts import permission
from ..notices import handover_mails
from ..storage import audit, pages, quotes
from ..storage.database import Database
from . import authors, beside, care, details, later, lists, presence, readers, tags

TAKEN = ("conversation.take", "conversation.hand_back", "conversation.assign", "conversation.close",
         "conversation.reopen", "conversation.snooze")  # fmt: skip
_BY_STAFF = ("staff", "taken")  # reasons of a lease that one of us began: the audit says who
_PERSON = (
    *lists.STANDING, Contact.bsuid, Contact.zone, Contact.thread_summary, Contact.marketing_opted_out_at,
    Contact.marketing_consent_how, Contact.identity_changed_at, Lead.id.label("lead_id"),
    Lead.name.label("lead_name"), Lead.email, Lead.interest, Lead.budget, Lead.country_of_interest, Lead.stage,
    *beside.COLUMNS,
)  # fmt: skip
_MESSAGE = (
    Message.id, Message.message_id, Message.key, Message.direction, Message.kind, Message.message, Message.timestamp,
    Message.status, Message.error_code, Message.error_title, Message.author, Message.thread_owner, Message.content,
    Message.note, Message.refers_to, *quotes.COLUMNS,
)  # fmt: skip
_AFTER = 10  # messages that are shown after one that was looked for
# Built once: every browser with a conversation open asks every few seconds.
_NEWEST = (
    select(Message.id, Message.status).where(Message.contact_id == bindparam("contact_id"))
    .order_by(Message.id.desc()).limit(30).subquery()
)  # fmt: skip
_LAST_DONE = (
    select(AuditEntry.id).where(AuditEntry.subject == bindparam("subject"), AuditEntry.action != readers.READ)
    .order_by(AuditEntry.id.desc()).limit(1).subquery()
)  # fmt: skip
# Built once, and one question: every browser with a conversation open asks every few seconds.
_STANDS = union_all(
    select(literal("said").label("what"), _NEWEST.c.id, _NEWEST.c.status),
    select(literal("done"), _LAST_DONE.c.id, literal("")),
    presence.there(literal("here"), StaffMember.id, presence.DOES),
)
_NAMES = ("message_id", "key")  # of a message: its file stands under either
_FILE = (Media.id, Media.message_id, Media.kind, Media.mime_type, Media.filename, Media.size)


def person(database: Database, contact_id: int) -> dict[str, Any] | None:
    """Who it is, how the conversation stands, and to whom it may be given; nothing where there is no such person."""
    now = datetime.now(UTC)
    mine = select(*_PERSON).outerjoin(Lead, Lead.contact_id == Contact.id).where(Contact.id == contact_id)
    with database.reading() as connection:
        row = connection.execute(mine.where(Contact.erased_at.is_(None))).first()
        if row is None:
            return None
        names = authors.members(connection, [row.assignee_id])
        colleagues = authors.colleagues(connection)
        filed = tags.of(connection, [contact_id])[contact_id]
        ahead = week.ahead(connection, contact_id, now)
    known = dict(row._mapping)
    last = known["last_inbound_at"]
    closes = last + permission.WINDOW if last else None
    return {
        **known, **lists.shown(known, names, now), "standing": care.standing(row, now), "details": details.shown(known),
        "colleagues": colleagues, "tags": filed, "appointments": ahead,
        "open_until": closes if closes and now < closes else None,
    }  # fmt: skip


def read(database: Database, contact_id: int, wanted: pages.Wanted) -> pages.Page:
    """A page of it, the oldest of the page first; `next` leads to what was before, `last_id` is the last message."""
    with database.reading() as connection:
        mine = quotes.joined(select(*_MESSAGE).where(Message.contact_id == contact_id))
        found = pages.page(connection, mine, wanted, Message.id)
        said = [{**row, "what": "message"} for row in reversed(found["items"])]
        beside = [*_notes(connection, contact_id), *_events(connection, contact_id)]
        beside += later.dropped(connection, contact_id)
        within = _between(connection, said, wanted, is_first=found["next"] is None)
        items = _in_order(said, [one for one in beside if within[0] <= one["at"] < within[1]])
        _complete(connection, said)
    return {"items": items, "next": found["next"], "last_id": said[-1]["id"] if said else 0}


def version(connection: Connection, contact_id: int, member_id: int | None = None) -> str:
    """A name for what a member is shown first: another one where anything is new. Three looks, each into an index."""
    asked = {**presence.moment(contact_id, member_id), "subject": audit.of_contact(contact_id)}
    rows = sorted(connection.execute(_STANDS, asked).all())
    return "".join(f"{what[0]}{id}{status[:2]}" for what, id, status in rows)


def around(database: Database, contact_id: int, message_id: int) -> str | None:
    """The cursor of a page that holds a message, with some of what came after it; none where that is the first page."""
    later = select(Message.id).where(Message.contact_id == contact_id, Message.id > message_id).order_by(Message.id)
    with database.reading() as connection:
        id = connection.scalar(later.offset(_AFTER).limit(1))
    return f"0-{id}" if id else None


def _between(
    connection: Connection, said: list[dict[str, Any]], wanted: pages.Wanted, *, is_first: bool
) -> tuple[datetime, datetime]:
    """From when to when a page reaches: from its own first message to that of the page after it."""
    start = datetime.min.replace(tzinfo=UTC) if is_first or not said else said[0]["timestamp"]
    after = int(wanted.cursor.partition("-")[2]) if wanted.cursor else None
    end = connection.scalar(select(Message.timestamp).where(Message.id == after)) if after else None
    return start, end or datetime.max.replace(tzinfo=UTC)


def _in_order(said: list[dict[str, Any]], beside: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Messages in the order in which they came; what stands beside them before the first that is later."""
    items, rest = [], sorted(beside, key=lambda one: one["at"], reverse=True)
    for message in said:
        while rest and rest[-1]["at"] < message["timestamp"]:
            items.append(rest.pop())
        items.append(message)
    return [*items, *reversed(rest)]


def _complete(connection: Connection, said: list[dict[str, Any]]) -> None:
    """What belongs to messages and stands elsewhere: names, files, what they are about, what can be tried again."""
    called = authors.names(connection, {one["author"] for one in said if one["author"]})
    files = _by(connection, select(*_FILE), Media.message_id, {one[name] for one in said for name in _NAMES})
    keys = {one["key"] for one in said if one["status"] == Status.FAILED}
    failed = _by(connection, select(GivenUp.id, GivenUp.key), GivenUp.key, keys)
    for one in said:
        one["by"], one["refers_to"] = called.get(one["author"]), quotes.shown(one)
        one["file"] = files.get(one["message_id"]) or files.get(one["key"])
        one["failed"] = failed.get(one["key"])


def _by(connection: Connection, found: Any, column: Any, values: set[Any]) -> dict[Any, Mapping[str, Any]]:
    wanted = values - {None}
    rows = connection.execute(found.where(column.in_(wanted))) if wanted else ()
    return {row._mapping[column.key]: dict(row._mapping) for row in rows}


def _notes(connection: Connection, contact_id: int) -> Iterable[dict[str, Any]]:
    found = select(ContactNote).with_only_columns(*ContactNote.__table__.columns)
    for row in connection.execute(found.where(ContactNote.contact_id == contact_id)):
        yield {**row._mapping, "what": "note"}


def _events(connection: Connection, contact_id: int) -> Iterable[dict[str, Any]]:
    """Who took the conversation, gave it back or away; that it was the person who asked for one of us."""
    done = select(AuditEntry.at, AuditEntry.by, AuditEntry.action, AuditEntry.changes)
    mine = AuditEntry.subject == audit.of_contact(contact_id), AuditEntry.action.in_(TAKEN)
    rows = [dict(row._mapping) for row in connection.execute(done.where(*mine))]
    ids = {id for row in rows for id in row["changes"].get("assignee_id", ())}
    names = authors.members(connection, ids)
    for row in rows:
        was, is_now = row["changes"].get("assignee_id", (None, None))
        yield {**row, "what": "event", "was": names.get(was), "to": names.get(is_now)}
    asked = connection.execute(select(Contact.human_since, Contact.human_reason).where(Contact.id == contact_id)).one()
    if asked.human_since and asked.human_reason and asked.human_reason not in _BY_STAFF:
        why = handover_mails.why(asked.human_reason)
        yield {"what": "event", "action": "asked", "at": asked.human_since, "by": why, "changes": {}}

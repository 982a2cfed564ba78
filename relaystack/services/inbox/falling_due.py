"""What was written for later, when its time comes: it goes, or it is dropped and its writer told.

It is looked at each minute. All that comes of one happens in one transaction, under its person's lock, so that any
number of workers may look.
"""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, exists, select

from relaystack.models import ApiToken, PlannedMessage, StaffMember

from ..contacts.identification import Person
from ..contacts.people import People
from ..conversations.talks import ConversationSettings
from ..message_templates import template_sending
from ..notices import known, news
from ..notices.hearing import Topic
from ..notices.news import Notice
from ..storage import audit
from ..storage.database import AWAY, Database
from . import later, staff_texts
from .authors import ANSWERS, Operator

log = logging.getLogger(__name__)

AT_ONCE = 100  # that one look deals with
WROTE = "they have written meanwhile, so look at that first"
LEFT = "whoever wrote it does not answer customers here any more"
LATE = "more than 24 hours have passed since their last word, and no template was chosen for that"
FAULT = "a fault of ours kept it from leaving"


def send(database: Database, settings: ConversationSettings) -> None:
    """Deal with all that is due, each by itself: one that cannot be dealt with holds up no other."""
    due = PlannedMessage.ended_at.is_(None), PlannedMessage.due_at <= datetime.now(UTC)
    with database.reading() as connection:
        found = select(PlannedMessage.id, PlannedMessage.contact_id).where(*due)
        rows = connection.execute(found.order_by(PlannedMessage.due_at, PlannedMessage.id).limit(AT_ONCE)).all()
    for row in rows:
        try:
            _deal_with(database, settings, row.contact_id, row.id)
        except AWAY:
            raise
        except Exception:
            log.exception("planned message %s cannot be sent: dropped", row.id)
            _deal_with(database, settings, row.contact_id, row.id, FAULT)


def _deal_with(database: Database, settings: ConversationSettings, contact_id: int, id: int, against: str = "") -> None:
    now = datetime.now(UTC)
    with database.transaction() as connection:
        people = People(connection, now)
        person = next(iter(people.lock([contact_id])), None)
        row = later.waiting(connection, contact_id, id) if person else None
        if person is None or row is None or row["due_at"] > now:
            return  # erased, or another one of us was faster
        against = against or _sent(connection, settings, person, row, now)
        if against:
            _drop(connection, row, against, now)
        else:
            later.end(connection, id, later.SENT, now)
        people.save()


def _sent(
    connection: Connection, settings: ConversationSettings, person: Person, row: Mapping[str, Any], now: datetime
) -> str:
    """Why it may not go; nothing where it is on its way now."""
    if not _is_here(connection, row["author"]):
        return LEFT
    if later.heard(connection, person.id) > row["heard_id"]:
        return WROTE
    by = _writer(row, person)
    refused = staff_texts.against(connection, settings, person, now)
    if refused is None and row["text"]:
        staff_texts.put(connection, settings, person, row["text"], row["key"], by, now)
        return ""
    if refused and refused.reason != staff_texts.OUTSIDE:
        return refused.reason.removeprefix("not sent: ")
    return _by_template(connection, settings, person, row, by, now) if row["template"] else LATE


def _by_template(
    connection: Connection, settings: ConversationSettings, person: Person, row: Mapping[str, Any], by: Operator,
    now: datetime,
) -> str:  # fmt: skip
    name, values = row["template"]["name"], row["template"]["values"]
    template = settings.content.templates.get(name)
    if template is None:
        return f"there is no template {name} any more"
    taking = staff_texts.taking(settings, by, template)
    try:
        template_sending.send_within(connection, person, template, values, row["key"], None, taking, by.key, now)
    except template_sending.CannotSend as refused:
        return str(refused)
    return ""


def _is_here(connection: Connection, author: str) -> bool:
    """Whether a member still answers customers, or a token still opens anything; who runs the bot has no such end."""
    kind, _, number = author.partition(" ")
    if kind == "member":
        there = exists().where(StaffMember.id == int(number), ANSWERS)
    elif kind == "token":
        there = exists().where(ApiToken.id == int(number), ApiToken.revoked_at.is_(None))
    else:
        return True
    return bool(connection.scalar(select(there)))


def _writer(row: Mapping[str, Any], person: Person) -> Operator:
    """Whoever wrote it has the conversation from now on, unless a colleague has got it meanwhile."""
    kind, _, number = row["author"].partition(" ")
    member = int(number) if kind == "member" and person.assignee_id is None else None
    return Operator(row["author"], row["author_name"], member)


def _drop(connection: Connection, row: Mapping[str, Any], why: str, now: datetime) -> None:
    later.end(connection, row["id"], later.DROPPED, now, why)
    subject, contact = audit.of_contact(row["contact_id"]), row["contact_id"]
    audit.note(connection, row["author_name"], "message.plan_drop", subject, {"reason": None}, {"reason": why}, now,
               contact)  # fmt: skip
    who, facts = known.person(connection, contact)
    planned = f"What {row['author_name']} wrote for {row['due_at']:%d %B %Y %H:%M} UTC was not sent: {why}."
    words = row["text"] or row["template"]["name"]
    text = "\n".join([*facts, "", planned, "", words, "", "Open the conversation to write by hand."])
    key, subject = f"planned/{row['id']}/mail", f"Not sent: what was planned for {who}"
    news.tell(connection, [Notice(key=key, topic=Topic.HELP, subject=subject, text=text, about=contact)], now)

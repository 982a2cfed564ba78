"""Which conversations do consultants have, how do they take one by writing, and how do they give it back?"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, or_, select

from relaystack.engine.events import HandedBack
from relaystack.engine.phones import canonical, dialled
from relaystack.engine.updates import StaffWrote
from relaystack.models import APP, Contact, Direction, Lead, Message, Status

from ..contacts import lease, permission, threads
from ..contacts.identification import Person
from ..contacts.people import People
from ..notices import known
from ..storage.sets import InsertMany
from . import taken, withdrawal
from .conversations import Conversations
from .talks import ConversationSettings

log = logging.getLogger(__name__)

_RECORD = InsertMany(
    Message.contact_id, Message.phone, Message.message, Message.direction, Message.timestamp, Message.message_id,
    Message.status, Message.kind, Message.author, Message.content, Message.refers_to, Message.note,
    unique=(Message.message_id,), returning=(Message.message_id,),
)  # fmt: skip


@dataclass(frozen=True)
class Held:
    """A conversation that consultants have."""

    contact_id: int
    name: str
    since: datetime
    until: datetime
    reason: str


def staff_wrote(connection: Connection, written: Sequence[StaffWrote], quiet: timedelta, now: datetime) -> int:
    """Record what staff wrote by hand: from then on the bot is silent for that person. How many were new."""
    if not written:
        return 0
    people = People(connection, now)
    receivers = people.find([one.who for one in written])
    rows = {
        one.message_id: {
            "contact_id": person.id, "phone": person.phone, "message": one.words, "direction": Direction.OUTGOING,
            "timestamp": one.at, "message_id": one.message_id, "status": Status.SENT, "kind": one.kind, "author": APP,
            "content": one.content, "refers_to": one.refers_to or None, "note": one.note or None,
        }
        for one, person in zip(written, receivers, strict=True)
    }  # fmt: skip
    new = set(_RECORD.execute(connection, list(rows.values())).scalars())
    for one, person in zip(written, receivers, strict=True):
        if one.message_id in new:
            at = min(one.at, now)
            by_writing(connection, person, at + quiet, now, at)
    people.save()
    return len(new)


def by_writing(
    connection: Connection, person: Person, until: datetime, now: datetime, at: datetime | None = None, by: str = APP
) -> bool:
    """Somebody of the staff wrote to a person (`at`, or now), who is locked: they have the conversation until then.

    Whether that is new.
    """
    since = person.waiting_since
    lease.answer(person, at or now)
    if since and person.waiting_since is None:
        taken.keep_reply(connection, person, since, by, at or now)
    person.reopen()
    is_new = lease.begin(person, "staff", until, now)
    if is_new:
        _fall_silent(connection, person)
    return is_new


def _fall_silent(connection: Connection, person: Person) -> None:
    withdrawal.take_back(connection, person.id, lease.NOT_SENT, of_bot=True)
    person.paced_until = None
    log.info("contact %s: a consultant has the conversation", person.id)


def take(connection: Connection, person: Person, until: datetime, now: datetime) -> bool:
    """Consultants take the conversation of a person, who is locked: the bot is silent from now on; whether it's new."""
    if not lease.begin(person, "taken", until, now):
        return False
    _fall_silent(connection, person)
    if _may_write(person, now):
        lease.await_answer(person, person.last_inbound_at or now)
    return True


def _may_write(person: Person, now: datetime) -> bool:
    return person.last_inbound_at is not None and now - person.last_inbound_at <= permission.WINDOW


def hand_back(
    connection: Connection, settings: ConversationSettings, person: Person, now: datetime, *, silently: bool = False
) -> bool:
    """Give the conversation of a person, who is locked, back to the bot; whether consultants had it.

    The bot says so where it may write, unless it is to happen `silently`. Whoever still waits for a person after that
    has run out waits no more.
    """
    was_held = person.is_handed_over(now)
    lease.end(person)
    if was_held and not silently and _may_write(person, now) and not threads.is_anothers(person, now):
        conversations = Conversations(connection, settings, now)
        conversations.open([person])
        cause = f"handback/{person.id}/{person.human_since:%Y%m%dT%H%M%S%f}"
        conversations.take(person, HandedBack(), cause, now, by_person=False)
        conversations.save()
    return was_held


def find(connection: Connection, written: str) -> int | None:
    """The contact that a person at the terminal means: by its phone, else by its id."""
    digits = "".join(c for c in written if c.isascii() and c.isdigit())
    if not digits or len(digits) > 18:
        return None
    by_id = None if written.strip().startswith("+") else int(digits)
    phone = canonical(dialled(written) or digits)
    mine = or_(Contact.phone == phone, Contact.id == by_id)
    first = (Contact.phone == phone).desc()
    return connection.scalar(select(Contact.id).where(mine).order_by(first).limit(1))


def waiting(connection: Connection, now: datetime) -> list[Held]:
    """The conversations that consultants have, the oldest first."""
    rows = connection.execute(
        select(Contact.id, known.NAME_COLUMN, Contact.human_since, Contact.human_until, Contact.human_reason)
        .outerjoin(Lead, Lead.contact_id == Contact.id)
        .where(Contact.human_until > now)
        .order_by(Contact.human_since, Contact.id)
    )
    return [Held(r.id, r.name, r.human_since, r.human_until, r.human_reason or "") for r in rows]

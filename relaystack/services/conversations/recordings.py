"""The conversations that the database has recorded, read without writing, a few people at a time."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import phonenumbers
from sqlalchemy import Connection, bindparam, distinct, func, select

from relaystack.content.replay.recorded import Conversation, Event, Found
from relaystack.engine.events import Incoming, Opened, Said, Shared, Tapped
from relaystack.models import Contact, Direction, Message

from ..storage.database import Database
from ..storage.sets import among

AT_ONCE = 100  # people whose conversations are in memory together
Understand = Callable[[str, str, Mapping[str, Any]], Incoming | None]  # what a message was: its kind, words, content

_OURS = Message.thread_owner.is_(None)  # what was said to another responder led to no turn
_SINCE = (Message.direction == Direction.INCOMING, _OURS, Message.timestamp >= bindparam("since"))
_HOW_MANY = select(func.count(distinct(Message.contact_id))).where(*_SINCE)
_WHO = (
    select(Message.contact_id)
    .where(*_SINCE, Message.contact_id > bindparam("after"))
    .distinct()
    .order_by(Message.contact_id)
    .limit(AT_ONCE)
)
_THEIRS = among(Message.contact_id, "ids")
_HEARD = select(
    Message.id,
    Message.contact_id,
    Message.timestamp,
    Message.message_id,
    Message.kind,
    Message.message,
    Message.content,
).where(_THEIRS, _OURS, Message.direction == Direction.INCOMING)
_ANSWERS = select(Message.id, Message.contact_id, Message.timestamp, Message.key).where(
    _THEIRS, Message.direction == Direction.OUTGOING, Message.key.is_not(None)
)
_PHONES = select(Contact.id, Contact.phone).where(among(Contact.id, "ids"))
_SEARCHED = re.compile(r"(.+)/[^/]+/effect\d+")  # the key of a job search: what it was asked in, where, which effect


def how_many(database: Database, since: datetime) -> int:
    """How many people have written since then."""
    with database.reading() as connection:
        return connection.scalar(_HOW_MANY, {"since": since}) or 0


def conversations(database: Database, since: datetime, understand: Understand) -> Iterator[Conversation]:
    """The whole conversation of everybody who has written since then, so that it is known where they stood.

    No transaction stays open between the groups of people, whatever is done with them.
    """
    after, number = 0, 0
    while True:
        with database.reading() as connection:
            ids = list(connection.scalars(_WHO, {"since": since, "after": after}))
            found = _events(connection, ids, understand) if ids else {}
            phones = {row.id: row.phone for row in connection.execute(_PHONES, {"ids": ids})}
        for id in ids:
            number += 1
            yield Conversation(number, _country(phones.get(id)), since, tuple(found[id]))
        if not ids:
            return
        after = ids[-1]


def _events(connection: Connection, ids: Sequence[int], understand: Understand) -> dict[int, list[Event]]:
    """What these people did and what searches came back, in the order in which the turns were taken."""
    heard = connection.execute(_HEARD, {"ids": ids}).all()
    answers = connection.execute(_ANSWERS, {"ids": ids}).all()
    causes = {row.key.rsplit("/", 2)[0] for row in answers}
    events: dict[int, list[tuple[int, Event]]] = defaultdict(list)
    for row in heard:
        incoming = understand(row.kind, row.message, row.content or {})
        if isinstance(incoming, Said | Tapped | Shared | Opened):
            event = Event(row.timestamp, incoming, row.message_id in causes)
            events[row.contact_id].append((row.id, event))
    for row in answers:
        cause, _, rest = row.key.rpartition("/")[0].rpartition("/")
        if _SEARCHED.fullmatch(cause):
            events[row.contact_id].append((row.id, Event(row.timestamp, Found(led_to=rest))))
    return {id: [event for _, event in sorted(events[id], key=lambda pair: pair[0])] for id in ids}


def _country(phone: str | None) -> str:
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(f"+{phone}")) or "" if phone else ""
    except phonenumbers.NumberParseException:
        return ""

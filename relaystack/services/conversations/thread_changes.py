"""What comes of a thread that changes hands, and of what another responder writes in it."""

import logging
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from relaystack.engine.updates import ResponderWrote, ThreadPassed
from relaystack.models import Direction, Message, Status

from ..contacts import threads
from ..contacts.identification import Person
from ..contacts.people import People
from ..storage.sets import InsertMany
from . import withdrawal

log = logging.getLogger(__name__)

_RECORD = InsertMany(
    Message.contact_id, Message.phone, Message.message, Message.direction, Message.timestamp, Message.message_id,
    Message.status, Message.kind, Message.content, Message.thread_owner,
    unique=(Message.message_id,), returning=(Message.message_id,),
)  # fmt: skip


def apply(connection: Connection, changes: Sequence[ThreadPassed | ResponderWrote], role: str, now: datetime) -> int:
    """Note whose threads are now, in the order in which it happened; how many updates were new.

    Each names somebody: `ThreadPassed` that names nobody is none of these.
    """
    if not changes:
        return 0
    people = People(connection, now)
    told = list(zip(changes, people.find([change.who for change in changes]), strict=True))
    wrote = [(change, person) for change, person in told if isinstance(change, ResponderWrote)]
    new = _record(connection, wrote)
    for change, person in sorted(told, key=lambda pair: pair[0].at):
        if isinstance(change, ResponderWrote):
            if change.message_id in new:
                _lose(connection, person, "", change.at, now)
        else:
            _passed(connection, person, change, role, now)
    people.save()
    return len(new) + len(told) - len(wrote)


def _passed(connection: Connection, person: Person, change: ThreadPassed, role: str, now: datetime) -> None:
    if change.summary:
        person.thread_summary = change.summary
    if role and change.owner == role:
        threads.regain(person, min(change.at, now))
    else:
        _lose(connection, person, change.owner, change.at, now)


def _lose(connection: Connection, person: Person, owner: str, at: datetime, now: datetime) -> None:
    if threads.lose(person, owner, min(at, now), now):
        withdrawal.take_back(connection, person.id, threads.NOT_SENT)
        person.paced_until = None
        log.info("contact %s: another responder has the thread", person.id)


def _record(connection: Connection, wrote: Sequence[tuple[ResponderWrote, Person]]) -> set[str]:
    """Write down what another responder said; Meta's ids of what was not there yet."""
    rows = {
        one.message_id: {
            "contact_id": person.id, "phone": person.phone, "message": one.words, "direction": Direction.OUTGOING,
            "timestamp": one.at, "message_id": one.message_id, "status": Status.SENT, "kind": one.kind,
            "content": one.content, "thread_owner": person.thread_owner or threads.UNKNOWN,
        }
        for one, person in wrote
    }  # fmt: skip
    return set(_RECORD.execute(connection, list(rows.values())).scalars()) if rows else set()

"""How updates from Meta are taken in: many at once in one transaction, each wholly or not at all."""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from relaystack import context, metrics
from relaystack.engine.updates import (
    AccountTrouble,
    Called,
    Ignored,
    Received,
    ResponderWrote,
    StaffWrote,
    StatusChanged,
    TemplateChanged,
    ThreadPassed,
    Update,
)
from relaystack.models import Direction, Message, Status

from ..carriers import kinds
from ..contacts import adverts, calls, identity_changes, threads
from ..contacts.identification import Person
from ..contacts.people import People
from ..conversations import handovers, thread_changes
from ..conversations.conversations import Conversations
from ..conversations.talks import ConversationSettings
from ..message_templates import standing
from ..outbox.outbox import WHATSAPP
from ..storage.database import AWAY, Database
from ..storage.sets import InsertMany
from . import account_words, receipts, set_aside

log = logging.getLogger(__name__)

LOST = ("40P01", "40001")  # PostgreSQL's deadlock and serialization failure: somebody else went first
LOST_RACES = 3  # times that a lost race is run again before the updates are taken one by one


class DatabaseAway(Exception):
    """The database cannot be reached: nothing was taken in, and Meta should send again."""


@dataclass(frozen=True)
class TakenIn:
    """How many updates were new, how many items were posted, how many updates were set aside."""

    new: int = 0
    posted: int = 0
    set_aside: int = 0


def take_in(database: Database, conversation_settings: ConversationSettings, updates: Sequence[Update]) -> TakenIn:
    """Take updates in. Raises DatabaseAway if they could not be kept at all."""
    if not updates:
        return TakenIn()
    try:
        try:
            taken = _together(database, conversation_settings, updates)
        except AWAY:
            raise
        except Exception as error:
            _log(f"{len(updates)} updates could not be taken in together; now one by one", error)
            taken = _one_by_one(database, conversation_settings, updates)
    except AWAY as error:
        raise DatabaseAway(type(error).__name__) from error
    metrics.taken_in(updates, taken.new + taken.set_aside)
    _say_what_was_passed_over(updates)
    return taken


def _say_what_was_passed_over(updates: Sequence[Update]) -> None:
    for reason, times in Counter(update.reason for update in updates if isinstance(update, Ignored)).items():
        log.info("passed over (%d): %s", times, reason if reason.isprintable() else ascii(reason))


def _together(database: Database, conversation_settings: ConversationSettings, updates: Sequence[Update]) -> TakenIn:
    for _ in range(LOST_RACES):
        try:
            with database.transaction() as connection:
                return take_in_within(connection, conversation_settings, updates, datetime.now(UTC))
        except (IntegrityError, OperationalError) as error:
            if isinstance(error, OperationalError) and getattr(error.orig, "sqlstate", "") not in LOST:
                raise
            log.info("lost a race; taking the turn again")
    with database.transaction() as connection:
        return take_in_within(connection, conversation_settings, updates, datetime.now(UTC))


def _one_by_one(database: Database, conversation_settings: ConversationSettings, updates: Sequence[Update]) -> TakenIn:
    new = posted = aside = 0
    for one in updates:
        context.contact_id.set(None)
        try:
            done = _together(database, conversation_settings, [one])
            new, posted = new + done.new, posted + done.posted
        except AWAY:
            raise
        except Exception as error:
            _log("an update is set aside", error)
            set_aside.keep(database, one, error)
            aside += 1
    return TakenIn(new, posted, aside)


def take_in_within(
    connection: Connection, conversation_settings: ConversationSettings, updates: Sequence[Update], now: datetime
) -> TakenIn:
    """Take updates in as a part of a transaction; any error is that of them all."""
    # First: what else the body says of these people already goes by their new identifiers.
    identity_changes.apply(connection, updates, now)
    staff_wrote = [u for u in updates if isinstance(u, StaffWrote)]
    echoed = handovers.staff_wrote(connection, staff_wrote, conversation_settings.quiet, now)
    calls.apply(connection, [u for u in updates if isinstance(u, Called)], now)
    echoed += _threads(connection, conversation_settings, updates, now)
    messages = sorted((u for u in updates if isinstance(u, Received)), key=lambda u: u.at)
    new, posted = _messages(connection, conversation_settings, messages, now) if messages else (0, 0)
    changes = [u for u in updates if isinstance(u, StatusChanged)]
    if changes:
        receipts.apply(connection, changes, conversation_settings.meaning, now)
    standing.take(connection, [u for u in updates if isinstance(u, TemplateChanged)], now)
    troubles = [u for u in updates if isinstance(u, AccountTrouble)]
    account_words.keep(connection, troubles)
    for one in troubles:
        log.warning("Meta says of the account: code %d: %s", one.code, one.title)
        if one.stops:
            kinds.stop(connection, WHATSAPP, one.code, one.title, now)
    return TakenIn(new + echoed + len(changes), posted)


NOBODY = "a thread has changed hands, and Meta does not say whose it is"


def _threads(
    connection: Connection, conversation_settings: ConversationSettings, updates: Sequence[Update], now: datetime
) -> int:
    """Threads that have changed hands; one that Meta names nobody for is set aside, for a person to look at."""
    changes = [u for u in updates if isinstance(u, ThreadPassed | ResponderWrote)]
    for change in changes:
        if not change.who:
            log.warning(NOBODY)
            nobodys = replace(change, summary="") if isinstance(change, ThreadPassed) else change
            set_aside.keep_within(connection, nobodys, NOBODY, now)
    return thread_changes.apply(
        connection, [change for change in changes if change.who], conversation_settings.role, now
    )


def _messages(
    connection: Connection, conversation_settings: ConversationSettings, messages: Sequence[Received], now: datetime
) -> tuple[int, int]:
    people = People(connection, now)
    shared = [message.shared for message in messages if message.shared]
    senders = people.find([message.sender for message in messages], shared)
    new = _record(connection, messages, senders)
    fresh = []
    for message, sender in zip(messages, senders, strict=True):
        if message.message_id in new:
            new.discard(message.message_id)  # the same id twice in one body is one message
            fresh.append((message, sender))
            if message.shared:
                identity_changes.share_number(people.register, sender, message.shared)
    adverts.keep(connection, fresh)
    posted = _answer(connection, conversation_settings, fresh, now)
    people.save()
    return len(fresh), posted


_RECORD = InsertMany(
    Message.contact_id, Message.phone, Message.message, Message.direction, Message.timestamp, Message.message_id,
    Message.status, Message.kind, Message.content, Message.thread_owner, Message.refers_to, Message.note,
    unique=(Message.message_id,), returning=(Message.message_id,),
)  # fmt: skip


def _record(connection: Connection, messages: Sequence[Received], senders: Sequence[Person]) -> set[str]:
    """Insert the messages; the ids that were not there yet. A repeat stops here."""
    rows = {
        message.message_id: {
            "contact_id": sender.id, "phone": sender.phone, "message": message.words, "direction": Direction.INCOMING,
            "timestamp": message.at, "message_id": message.message_id, "status": Status.RECEIVED,
            "kind": message.kind, "content": message.content, "refers_to": message.refers_to or None,
            "note": message.note or None,
            "thread_owner": (sender.thread_owner or threads.UNKNOWN) if message.on_standby else None,
        }
        for message, sender in reversed(list(zip(messages, senders, strict=True)))
    }  # fmt: skip
    return set(_RECORD.execute(connection, list(reversed(rows.values()))).scalars())


def _answer(
    connection: Connection,
    conversation_settings: ConversationSettings,
    fresh: Sequence[tuple[Received, Person]],
    now: datetime,
) -> int:
    conversations = Conversations(connection, conversation_settings, now)
    answered = {person.id: person for message, person in fresh if message.incoming is not None or message.on_standby}
    conversations.open(list(answered.values()))
    for message, person in fresh:
        at = min(message.at, now)
        person.last_inbound_at = max(person.last_inbound_at or at, at)
        person.thread_summary = message.summary or person.thread_summary
        if message.asks_for_answer:
            person.reopen()
        if not message.on_standby:
            threads.regain(person, at)
        elif threads.lose(person, "", at, now):
            conversations.fall_silent(person, threads.NOT_SENT)
        if message.on_standby or threads.is_anothers(person, now):
            conversations.read_along(person, message, at)
            continue
        conversations.overhear(person, message)
        if message.incoming is not None:
            conversations.take(person, message.incoming, message.message_id, at)
        if message.attachment is not None:
            conversations.keep_file(person, message, message.attachment)
    return conversations.save()


def _log(what: str, error: Exception) -> None:
    log.error("%s: %s", what, set_aside.kind_of(error), exc_info=None if isinstance(error, DBAPIError) else error)

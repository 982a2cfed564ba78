"""How the outcome of deliveries is written down: delivered, to be tried again, or given up."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from relaystack import context, metrics
from relaystack.engine.events import Incoming
from relaystack.engine.payments import PaymentHeard
from relaystack.models import UNDER_WAY, GivenUp, Message, OutboxItem, Status

from ..carriers import kinds
from ..contacts import consent
from ..contacts.identification import Person
from ..contacts.people import People
from ..conversations.conversations import Conversations
from ..conversations.talks import ConversationSettings
from ..files import sent_files, uploads
from ..message_templates import standing
from ..outbox import carrier_states, outbox
from ..outbox.outbox import Item
from ..outbox.retry import Again, GiveUp
from ..receiving import receipts
from ..storage.database import AWAY, Database
from ..storage.sets import UpdateMany, among
from . import unreadable

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Done:
    """Delivered, with what the carrier said (`Delivered`)."""

    id: str | None = None
    event: Incoming | PaymentHeard | None = None
    record: Mapping[str, Any] | None = None
    asked: bool = True
    trouble: tuple[int, str] | None = None
    undo: Callable[[], None] | None = None


@dataclass(frozen=True)
class NotStarted:
    """Never handed to the carrier: the claim is given back."""


Outcome = Done | Again | GiveUp | NotStarted

_LOCK = (
    select(Message.key, Message.status, Message.message_id)
    .where(among(Message.key, "keys"))
    .order_by(Message.id)  # as the statuses lock them, so that the two never wait for each other
    .with_for_update()
)
_SENT = UpdateMany(Message.key, Message.status, Message.message_id)
_STATUS = (
    update(Message)
    .where(among(Message.key, "keys"), Message.status.in_(UNDER_WAY))
    .values(status=bindparam("b_status"))
)


_FREE = select(Message.id).where(among(Message.key, "keys")).with_for_update(skip_locked=True)
_SENDING = update(Message).where(Message.id.in_(_FREE)).values(status=Status.SENDING).returning(Message.key)
_KNOWN = select(Message.key).where(among(Message.key, "keys"))


def mark_sending(connection: Connection, keys: Sequence[str]) -> set[str]:
    """Mark messages as being sent; the keys of those that somebody else holds.

    Who claims has locked rows of the outbox, who takes in a status has locked messages: neither may wait for the other.
    """
    unmarked = set(keys) - set(connection.scalars(_SENDING, {"keys": list(keys)})) if keys else set()
    # One that is in no record is nobody's: it leaves as any other.
    return set(connection.scalars(_KNOWN, {"keys": sorted(unmarked)})) if unmarked else set()


def mark(connection: Connection, keys: Sequence[str], status: Status) -> None:
    """Set the status of messages that are under way still."""
    if keys:
        connection.execute(_STATUS, {"keys": list(keys), "b_status": status})


def settle(
    database: Database, outcomes: Sequence[tuple[Item, Outcome]], conversation_settings: ConversationSettings
) -> None:
    """Write down what became of these items; one that cannot be settled is given up alone. Safe to run again."""
    try:
        _together(database, outcomes, conversation_settings)
    except AWAY:
        raise
    except Exception:
        log.exception("%d outcomes could not be settled together; now one by one", len(outcomes))
        for item, outcome in outcomes:
            _alone(database, item, outcome, conversation_settings)


def count(outcomes: Sequence[tuple[Item, Outcome]]) -> None:
    """Add what became of these items to the metrics."""
    metrics.settled((item.carrier, *_state(outcome)) for item, outcome in outcomes)
    now = datetime.now(UTC)
    for item, outcome in outcomes:
        if isinstance(outcome, Done) and kinds.KINDS[item.carrier].is_message:
            metrics.replied((now - item.created_at).total_seconds())


def _state(outcome: Outcome) -> tuple[str, int]:
    match outcome:
        case Done():
            return "sent", 0
        case NotStarted():
            return "handed_back", 0
        case GiveUp(code=code):
            return "given_up", code
        case Again(stopped=(code, _)):
            return "stopped", code
        case Again(in_doubt=True):
            return "in_doubt", 0
    return "again", 0


def _alone(database: Database, item: Item, outcome: Outcome, conversation_settings: ConversationSettings) -> None:
    """As it has come out; or as a fault of ours; or, where even that cannot be written down, as its bare row."""
    try:
        _together(database, [(item, outcome)], conversation_settings)
    except AWAY:
        raise
    except Exception as error:
        log.exception("%s item %s cannot be settled", item.carrier, item.id)
        try:
            _together(database, [(item, GiveUp(0, unreadable.reason_of(error)))], conversation_settings)
        except AWAY:
            raise
        except Exception:
            log.exception("%s item %s cannot be given up as what it is", item.carrier, item.id)
            with database.transaction() as connection:
                unreadable.give_up(connection, item.id, error, database.now(connection))


def _together(
    database: Database, outcomes: Sequence[tuple[Item, Outcome]], conversation_settings: ConversationSettings
) -> None:
    context.contact_id.set(None)
    done = [(item, outcome) for item, outcome in outcomes if isinstance(outcome, Done)]
    not_started = [item for item, outcome in outcomes if isinstance(outcome, NotStarted)]
    with database.transaction() as connection:
        now = database.now(connection)
        _events(connection, [(i, o) for i, o in done if o.event is not None], conversation_settings, now)
        rows = connection.execute(_LOCK, {"keys": [item.key for item, _ in outcomes]})
        messages = {row.key: row for row in rows}
        # First: an early status may post an item again.
        settled = outbox.remove(connection, [item.id for item, _ in done])
        for item, delivered in done:
            if delivered.record is not None:
                _record(connection, item, delivered, now, is_wanted=item.id in settled)
        _delivered(connection, done, messages, conversation_settings, now)
        for item, outcome in outcomes:
            if isinstance(outcome, Again):
                _again(connection, item, outcome, now)
            elif isinstance(outcome, GiveUp):
                _give_up(connection, item, outcome, now)
        outbox.hand_back(connection, not_started)
        mark(connection, [item.key for item in not_started], Status.QUEUED)


def _record(connection: Connection, item: Item, outcome: Done, now: datetime, *, is_wanted: bool) -> None:
    """Write down what came of it; an item that is gone was settled by another worker, or its person was erased."""
    kind, record = kinds.KINDS[item.carrier], outcome.record
    assert record is not None
    assert kind.record is not None
    if is_wanted or outcome.undo is None:
        kind.record(connection, item, record, now)
    elif kind.is_stored is None or not kind.is_stored(connection, record):
        outcome.undo()


def _delivered(
    connection: Connection,
    done: Sequence[tuple[Item, Done]],
    messages: Mapping[str | None, Any],
    conversation_settings: ConversationSettings,
    now: datetime,
) -> None:
    if not done:
        return
    # One that has this id by now has failed by its status, and waits to be sent again.
    under_way = {key for key, row in messages.items() if Status(row.status).is_under_way}
    again = {messages[key].message_id for key in under_way if messages[key].message_id}
    sent = [
        {"key": item.key, "status": Status.SENT, "message_id": outcome.id}
        for item, outcome in done
        if item.key in under_way and outcome.id not in again
    ]
    if sent:
        _SENT.execute(connection, sent)
        receipts.apply_early(connection, [str(row["message_id"]) for row in sent], conversation_settings.meaning, now)
    # What a status has called failed by now says nothing good about its carrier.
    failed = {key for key, row in messages.items() if row.status == Status.FAILED}
    good = [
        item
        for item, outcome in done
        if item.key not in failed and outcome.id not in again and outcome.asked and not outcome.trouble
    ]
    for name in {_account(item) for item in good}:
        claimed_at = max(item.claimed_at for item in good if _account(item) == name)
        carrier_states.accepted(connection, name, claimed_at, now)
    for item, outcome in done:
        if outcome.trouble:
            kinds.stop(connection, item.carrier, *outcome.trouble, now, item.claimed_at)


def _events(
    connection: Connection,
    arrived: Sequence[tuple[Item, Done]],
    conversation_settings: ConversationSettings,
    now: datetime,
) -> None:
    """Let what was found reach the conversations, in the transaction that settles the search."""
    if not arrived:
        return
    people = People(connection, now)  # first: who takes in a message locks its sender, then takes back what waits
    by_id = {person.id: person for person in people.lock({item.contact_id for item, _ in arrived if item.contact_id})}
    ids = [item.id for item, _ in arrived]
    still_there = set(connection.scalars(select(OutboxItem.id).where(OutboxItem.id.in_(ids)).with_for_update()))
    wanted = [(item, outcome) for item, outcome in arrived if item.id in still_there and _is_awaited(item, by_id, now)]
    if not wanted:
        return
    conversations = Conversations(connection, conversation_settings, now)
    conversations.open(list(by_id.values()))
    for item, outcome in wanted:
        assert outcome.event is not None
        assert item.contact_id is not None
        person = by_id[item.contact_id]
        if isinstance(outcome.event, PaymentHeard):
            conversations.hear_of_payment(person, outcome.event, item.key, now)
        else:
            conversations.take(person, outcome.event, item.key, now, by_person=False)
    conversations.save()
    people.save()


def _is_awaited(item: Item, people: Mapping[int, Person], now: datetime) -> bool:
    """Whether somebody's conversation should hear of it; a reminder may be out of place by now."""
    person = people.get(item.contact_id or 0)
    is_awaited = kinds.KINDS[item.carrier].is_awaited
    return person is not None and (is_awaited is None or is_awaited(person, now))


def _account(item: Item) -> str:
    """The name under which the rate and the stops of its carrier stand."""
    return kinds.KINDS[item.carrier].shares


def _again(connection: Connection, item: Item, outcome: Again, now: datetime) -> None:
    waits = outbox.again(connection, item, outcome.at, counts=outcome.tried and outcome.stopped is None)
    if waits:
        mark(connection, [item.key], Status.IN_DOUBT if outcome.in_doubt else Status.QUEUED)
    if outcome.stale and item.media_id:
        uploads.forget(connection, item.media_id, now)
        sent_files.again(connection, item, now)
    if outcome.stopped:
        kinds.stop(connection, item.carrier, *outcome.stopped, now, item.claimed_at)
    elif outcome.holds == "carrier":
        carrier_states.hold(connection, _account(item), outcome.at)
    elif waits and item.contact_id:
        outbox.hold_person(connection, item.carrier, item.contact_id, outcome.at)


def _give_up(connection: Connection, item: Item, outcome: GiveUp, now: datetime) -> None:
    if outcome.by_us:
        carrier_states.probe_again(connection, _account(item), now)
    if not outbox.remove(connection, [item.id]):
        return  # a status has settled it
    values: dict[str, Any] = {
        "key": item.key, "carrier": item.carrier, "contact_id": item.contact_id, "payload": item.payload,
        "about_contact_id": item.about_contact_id,
        "code": outcome.code, "reason": outcome.reason[:500], "attempts": item.attempts, "created_at": now,
    }  # fmt: skip
    connection.execute(GivenUp.__table__.insert(), values)  # type: ignore[attr-defined]
    if outcome.unwanted and item.contact_id:
        consent.chosen(connection, item.contact_id, False, now)
    standing.refused(connection, item.payload, outcome, now, item.claimed_at)
    if (lost := kinds.KINDS[item.carrier].lost) and not outcome.by_us:
        lost(connection, item, outcome.reason, now)
    connection.execute(
        update(Message)
        .where(Message.key == item.key, Message.status.in_(UNDER_WAY))
        .values(status=Status.FAILED, error_code=outcome.code, error_title=outcome.reason[:500])
    )

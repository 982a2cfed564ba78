"""How the outcome of deliveries is written down: delivered, to be tried again, or given up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from relaystack.engine.events import Incoming
from relaystack.models import GivenUp, Message, OutboxItem, Status

from . import carriers, outbox, receipts
from .conversations import Conversations, Desk
from .outbox import Item
from .people import People
from .retry import Again, GiveUp


@dataclass(frozen=True)
class Done:
    """Delivered; `id` is the provider's, `event` something for the person's conversation."""

    id: str | None = None
    event: Incoming | None = None


@dataclass(frozen=True)
class NotStarted:
    """Never handed to the carrier: the claim is given back."""


Outcome = Done | Again | GiveUp | NotStarted

_SENT = (
    update(Message)
    .where(
        Message.key == bindparam("b_key"),
        Message.status.in_((Status.QUEUED, Status.SENDING, Status.IN_DOUBT)),
    )
    .values(status=Status.SENT, message_id=bindparam("b_message_id"))
)
_STATUS = (
    update(Message)
    .where(Message.key.in_(bindparam("keys", expanding=True)), Message.message_id.is_(None))
    .values(status=bindparam("b_status"))
)


def mark(connection: Connection, keys: Sequence[str], status: Status) -> None:
    """Set the status of messages that Meta has not named yet."""
    if keys:
        connection.execute(_STATUS, {"keys": list(keys), "b_status": status})


def settle(connection: Connection, outcomes: Sequence[tuple[Item, Outcome]], desk: Desk, now: datetime) -> None:
    """Write down what became of these items, in one transaction."""
    done = [(item, outcome) for item, outcome in outcomes if isinstance(outcome, Done)]
    _events(connection, [(i, o) for i, o in done if o.event is not None], desk, now)
    _delivered(connection, done, now)
    for item, outcome in outcomes:
        if isinstance(outcome, Again):
            _again(connection, item, outcome, now)
        elif isinstance(outcome, GiveUp):
            _give_up(connection, item, outcome, now)
    outbox.hand_back(connection, [item.id for item, outcome in outcomes if isinstance(outcome, NotStarted)])


def _delivered(connection: Connection, done: Sequence[tuple[Item, Done]], now: datetime) -> None:
    sent = [{"b_key": item.key, "b_message_id": outcome.id} for item, outcome in done if outcome.id]
    if sent:
        connection.execute(_SENT, sent)
        receipts.apply_early(connection, [str(row["b_message_id"]) for row in sent], now)
    outbox.remove(connection, [item.id for item, _ in done])
    for carrier in {item.carrier for item, _ in done}:
        carriers.resume(connection, carrier)


def _events(connection: Connection, arrived: Sequence[tuple[Item, Done]], desk: Desk, now: datetime) -> None:
    """Let what was found reach the conversations, in the transaction that settles the search."""
    if not arrived:
        return
    still_there = set(connection.scalars(select(OutboxItem.id).where(OutboxItem.id.in_([i.id for i, _ in arrived]))))
    wanted = [(item, outcome) for item, outcome in arrived if item.id in still_there and item.contact_id]
    if not wanted:
        return
    people = People(connection, now)
    by_id = {person.id: person for person in people.lock({item.contact_id for item, _ in wanted if item.contact_id})}
    conversations = Conversations(connection, desk, now)
    conversations.open(list(by_id.values()))
    for item, outcome in wanted:
        assert outcome.event is not None
        assert item.contact_id is not None
        conversations.take(by_id[item.contact_id], outcome.event, item.key, now, by_person=False)
    conversations.save()
    people.save()


def _again(connection: Connection, item: Item, outcome: Again, now: datetime) -> None:
    outbox.again(connection, item.id, outcome.at)
    mark(connection, [item.key], Status.IN_DOUBT if outcome.in_doubt else Status.QUEUED)
    if outcome.stopped:
        carriers.stop(connection, item.carrier, *outcome.stopped, now)
    elif outcome.holds == "carrier":
        carriers.hold(connection, item.carrier, outcome.at)
    elif item.contact_id:
        outbox.hold_person(connection, item.carrier, item.contact_id, outcome.at)


def _give_up(connection: Connection, item: Item, outcome: GiveUp, now: datetime) -> None:
    values: dict[str, Any] = {
        "key": item.key, "carrier": item.carrier, "contact_id": item.contact_id, "payload": item.payload,
        "code": outcome.code, "reason": outcome.reason[:500], "attempts": item.attempts, "created_at": now,
    }  # fmt: skip
    connection.execute(GivenUp.__table__.insert(), values)  # type: ignore[attr-defined]
    connection.execute(
        update(Message)
        .where(Message.key == item.key, Message.status.in_((Status.QUEUED, Status.SENDING, Status.IN_DOUBT)))
        .values(status=Status.FAILED, error_code=outcome.code, error_title=outcome.reason[:500])
    )
    outbox.remove(connection, [item.id])

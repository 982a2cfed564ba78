"""What a worker takes out of the outbox: which carrier first, how fast, and whether it may still leave."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from datetime import time as day_time

from sqlalchemy import Connection

from ..carriers import kinds
from ..carriers.kind import CarrierKind
from ..message_templates import standing
from ..outbox import carrier_states, dead_claims, outbox
from ..outbox.outbox import Item
from ..outbox.retry import GiveUp
from ..storage.database import AWAY, Database
from . import lifelines, settlement, unreadable

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pace:
    """How fast, and how long an unanswered send stays in doubt."""

    whatsapp_per_second: int
    in_doubt_seconds: int
    digest_at: day_time | None = None  # when the consultants are told of the day, UTC

    def rate(self, carrier: str) -> int:
        """Items a second, all workers together."""
        rate = kinds.KINDS[kinds.KINDS[carrier].shares].per_second
        return self.whatsapp_per_second if rate is None else rate


def claim(
    database: Database, worker: str, pace: Pace, room: Mapping[str, int], begun: Callable[[int], None] = lambda id: None
) -> list[Item]:
    """Take what is due, of each carrier as many as there is room for and as it may go at its pace.

    One that cannot even be read is given up alone: it must not keep all others from leaving. `begun` notes, before it
    counts that it is ours, what somebody else may have sent: should we die in turn, that must still be known.
    """
    try:
        return _claim(database, worker, pace, room, _take, begun)
    except AWAY:
        raise
    except Exception:
        log.exception("what is due cannot be taken together; now one by one")
        return _claim(database, worker, pace, room, _take_each_alone, begun)


Take = Callable[[Connection, CarrierKind, Mapping[int, str | None], str, datetime], list[Item]]


def _claim(
    database: Database, worker: str, pace: Pace, room: Mapping[str, int], take: Take, begun: Callable[[int], None]
) -> list[Item]:
    claimed: list[Item] = []
    with database.transaction() as connection:
        now = database.now(connection)
        for name in outbox.with_due_items(connection, kinds.in_turn(room), now):
            kind = kinds.KINDS[name]
            allowed = carrier_states.allowance(
                connection, kind.shares, pace.rate(name), room[name], now, answers=kind.answers
            )
            due = outbox.due(connection, name, worker, allowed.items, now) if allowed.items else {}
            if due:
                carrier_states.spend(connection, kind.shares, allowed, len(due))
            claimed += take(connection, kind, due, worker, now)
        for item in claimed:
            if item.orphaned and kinds.KINDS[item.carrier].is_message:
                begun(item.id)
    return claimed


def _take(
    connection: Connection, kind: CarrierKind, due: Mapping[int, str | None], worker: str, now: datetime
) -> list[Item]:
    items = outbox.take(connection, due, worker, now, kind.lease)
    if kind.is_message:  # what a status is settling at this moment is left to it, under a claim that will run out
        left = settlement.mark_sending(connection, [item.key for item in items])
        # Nobody has begun to send the others: whoever holds their record lets go soon, and they need not wait as long.
        outbox.hand_back(connection, [item for item in items if item.key in left and not item.orphaned])
        items = [item for item in items if item.key not in left]
    return kind.look_up(connection, items, now) if kind.look_up else items


def _take_each_alone(
    connection: Connection, kind: CarrierKind, due: Mapping[int, str | None], worker: str, now: datetime
) -> list[Item]:
    taken: list[Item] = []
    for id, before in due.items():
        try:
            with connection.begin_nested():
                taken += _take(connection, kind, {id: before}, worker, now)
        except AWAY:
            raise
        except Exception as error:
            log.exception("item %s cannot be read: given up", id)
            unreadable.give_up(connection, id, error, now)
    return taken


def take_over(database: Database, worker: str) -> None:
    """Let what workers of this machine had claimed when they died go on at once, without waiting for their claims.

    What they may have sent is in doubt from now on; a message that they had not begun is as good as never claimed.
    """
    with lifelines.taken_over(database.workers, worker) as died:
        for dead in died:
            with database.transaction() as connection:
                now, messages = database.now(connection), kinds.messages()
                untouched, begun = dead_claims.let_go(connection, dead.name, dead.begun, messages, now)
            log.warning("worker %s has died: of its items %d had not been begun, %d had", dead.name, untouched, begun)


def seen_again(database: Database, item: Item) -> Item:
    """The item with what is true by now of whom it goes to, and of the template that it is."""
    with database.transaction() as connection:
        return standing.with_states(connection, [outbox.seen_again(connection, item)])[0]


def may_be_refused(item: Item) -> bool:
    """Whether it may not leave any more for a reason that is new since it was claimed, as that the person said stop."""
    return kinds.KINDS[item.carrier].refusal is not None


def refusal(item: Item, now: datetime, metas_now: datetime | None = None) -> GiveUp | None:
    """Why it may not leave any more, where that is so."""
    refusal_of = kinds.KINDS[item.carrier].refusal
    return refusal_of(item, now, metas_now) if refusal_of else None

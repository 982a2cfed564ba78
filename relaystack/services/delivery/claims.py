"""What a worker takes out of the outbox: how fast, for how long, and whether it may still leave."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as day_time

from sqlalchemy import Connection

from ..contacts import permission
from ..conversations import searches
from ..files import media, uploads
from ..leads import confirmations
from ..message_templates import standing
from ..outbox import carrier_states, dead_claims, outbox
from ..outbox.outbox import Item
from ..outbox.retry import GiveUp
from ..storage.database import AWAY, Database
from . import lifelines, settlement, unreadable

log = logging.getLogger(__name__)

START_WITHIN = timedelta(seconds=30)  # what is not started by then is handed back
SEND_TIMEOUT = timedelta(seconds=30)  # what a carrier may take at the longest
LEASE = START_WITHIN + SEND_TIMEOUT  # a claim that ran out is nobody's any more
SLOW_TIMEOUT = timedelta(minutes=3)  # and what one may take that moves files or speaks SMTP
SLOW = (media.CARRIER, uploads.CARRIER, "mail", confirmations.CARRIER)
LONGEST = START_WITHIN + SLOW_TIMEOUT

# Why what goes to a person may not leave any more.
_REFUSALS: Mapping[str, Callable[[Item, datetime, datetime | None], GiveUp | None]] = {
    "whatsapp": lambda item, now, metas_now: permission.refusal(
        item.payload, item.template, item, item.created_at, now, metas_now
    ),
    confirmations.CARRIER: lambda item, now, _: confirmations.refusal(item, now),
}


@dataclass(frozen=True)
class Pace:
    """How fast, and how long an unanswered send stays in doubt."""

    whatsapp_per_second: int
    in_doubt_seconds: int
    digest_at: day_time | None = None  # when the consultants are told of the day, UTC

    def rate(self, carrier: str) -> int:
        """Items a second, all workers together."""
        # A change in HubSpot takes about five requests, and the smallest account may make 100 in ten seconds.
        return {"whatsapp": self.whatsapp_per_second, "hubspot": 2}.get(carrier, 20)

    def lease(self, carrier: str) -> timedelta:
        """How long a claim lasts."""
        return LONGEST if carrier in SLOW else LEASE


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


Take = Callable[[Connection, Mapping[int, str | None], str, datetime, timedelta], list[Item]]


def _claim(
    database: Database, worker: str, pace: Pace, room: Mapping[str, int], take: Take, begun: Callable[[int], None]
) -> list[Item]:
    claimed: list[Item] = []
    with database.transaction() as connection:
        now = database.now(connection)
        for name in outbox.with_due_items(connection, room, now):
            allowed = carrier_states.allowance(connection, name, pace.rate(name), room[name], now)
            due = outbox.due(connection, name, worker, allowed.items, now) if allowed.items else {}
            if due:
                carrier_states.spend(connection, name, allowed, len(due))
            claimed += take(connection, due, worker, now, pace.lease(name))
        for item in claimed:
            if item.orphaned and item.carrier == "whatsapp":
                begun(item.id)
    return claimed


def _take(
    connection: Connection, due: Mapping[int, str | None], worker: str, now: datetime, lease: timedelta
) -> list[Item]:
    items = outbox.take(connection, due, worker, now, lease)
    # What a status is settling at this moment is left to it, under a claim that will run out.
    left = settlement.mark_sending(connection, [item.key for item in items if item.carrier == "whatsapp"])
    items = [item for item in items if item.key not in left]
    items = standing.with_states(connection, uploads.with_ids(connection, items, now))
    return searches.with_answers(connection, items, now)


def _take_each_alone(
    connection: Connection, due: Mapping[int, str | None], worker: str, now: datetime, lease: timedelta
) -> list[Item]:
    taken: list[Item] = []
    for id, before in due.items():
        try:
            with connection.begin_nested():
                taken += _take(connection, {id: before}, worker, now, lease)
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
                untouched, begun = dead_claims.let_go(connection, dead.name, dead.begun, database.now(connection))
            log.warning("worker %s has died: of its items %d had not been begun, %d had", dead.name, untouched, begun)


def seen_again(database: Database, item: Item) -> Item:
    """The item with what is true by now of whom it goes to, and of the template that it is."""
    with database.transaction() as connection:
        return standing.with_states(connection, [outbox.seen_again(connection, item)])[0]


def may_be_refused(item: Item) -> bool:
    """Whether it goes to a person, who may have said stop since it was claimed."""
    return item.carrier in _REFUSALS


def refusal(item: Item, now: datetime, metas_now: datetime | None = None) -> GiveUp | None:
    """Why it may not leave any more, where that is so."""
    return _REFUSALS[item.carrier](item, now, metas_now) if item.carrier in _REFUSALS else None

"""What waits to go out: posted in the transaction of its cause, claimed in order, settled once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, exists, func, or_, select, update
from sqlalchemy.orm import aliased

from relaystack.engine.message_templates import TemplateState
from relaystack.models import CarrierState, Contact, OutboxItem

from ..storage.sets import InsertMany, among

# The carriers that many post for; the others are named where they are posted.
WHATSAPP, MAIL, ALARMS = "whatsapp", "mail", "alarm_webhook"
PACE = timedelta(seconds=6)  # Meta's pair rate: one message per 6 s to the same person (CLOUD_API, section 7)
BURST = 44  # Meta allows 45 at once; at 45 exactly, clocks that differ by a breath cost a 131056
FURTHEST = timedelta(minutes=90)  # more than any pause, pace or Retry-After asks for
FURTHEST_TIMER = timedelta(hours=24)
LONGEST_PACE = timedelta(minutes=1)  # no reply is put off for longer: what would wait more is a flood


@dataclass(frozen=True)
class Item:
    """A claimed outbox row with what delivery must know of the person."""

    id: int
    worker: str
    claimed_at: datetime
    key: str
    carrier: str
    contact_id: int | None
    payload: Mapping[str, Any]
    attempts: int
    orphaned: bool  # somebody had claimed it before and never said what became of it
    phone: str | None
    bsuid: str | None
    opted_out_at: datetime | None
    last_inbound_at: datetime | None
    created_at: datetime
    human_since: datetime | None = None
    human_until: datetime | None = None
    marketing_consent_at: datetime | None = None
    thread_owner: str | None = None
    thread_since: datetime | None = None
    thread_until: datetime | None = None
    media_id: str | None = None  # Meta's id of the document that it holds
    template: TemplateState | None = None  # how Meta sees the template that it is, if it is one
    about_contact_id: int | None = None  # whose data it is
    unkept: Mapping[str, Any] | None = None  # what a look-up adds to the payload, and no table may hold


_POST = InsertMany(
    OutboxItem.key, OutboxItem.carrier, OutboxItem.contact_id, OutboxItem.about_contact_id, OutboxItem.payload,
    OutboxItem.due_at, OutboxItem.attempts, OutboxItem.created_at,
    unique=(OutboxItem.key,),
)  # fmt: skip


def post(connection: Connection, rows: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """Add items. Each has key, carrier, contact_id, payload and due_at; a key that is there already is kept.

    An item is about the person whose order it keeps, unless its `about_contact_id` says otherwise.
    """
    if rows:
        given = [{"attempts": 0, "created_at": now, "about_contact_id": row["contact_id"], **row} for row in rows]
        _POST.execute(connection, given)


def paced(paced_until: datetime | None, now: datetime) -> tuple[datetime, datetime]:
    """When the next message to a person may leave, and until when their pace is spoken for then."""
    borrowed = PACE * (BURST - 1)
    start = min(max(paced_until or now, now), now + borrowed + LONGEST_PACE)
    return max(now, start - borrowed), start + PACE


_earlier, _first = aliased(OutboxItem), aliased(OutboxItem)
_DUE = (
    select(OutboxItem.id, OutboxItem.claimed_by)
    .where(
        OutboxItem.carrier == bindparam("carrier"),
        OutboxItem.due_at <= bindparam("now"),
        or_(OutboxItem.claimed_until.is_(None), OutboxItem.claimed_until < bindparam("now")),
        # One person's items leave in order: none is taken while an earlier one waits or is another worker's.
        ~exists().where(
            _earlier.contact_id == OutboxItem.contact_id,
            _earlier.carrier == OutboxItem.carrier,
            _earlier.id < OutboxItem.id,
            or_(
                _earlier.due_at > OutboxItem.due_at,
                and_(_earlier.claimed_by != bindparam("worker"), _earlier.claimed_until >= bindparam("now")),
                # What was posted during a hold is due before what is held, and waits for that: so do those behind it.
                exists().where(
                    _first.contact_id == OutboxItem.contact_id,
                    _first.carrier == OutboxItem.carrier,
                    _first.id < _earlier.id,
                    _first.due_at > _earlier.due_at,
                ),
            ),
        ),
    )
    .order_by(OutboxItem.due_at, OutboxItem.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_CLAIM = (
    update(OutboxItem)
    .where(among(OutboxItem.id, "ids"))
    .values(claimed_by=bindparam("worker"), claimed_until=bindparam("until"), attempts=OutboxItem.attempts + 1)
)
_READ = (
    select(
        OutboxItem.id, OutboxItem.key, OutboxItem.carrier, OutboxItem.contact_id, OutboxItem.payload,
        OutboxItem.attempts, func.coalesce(Contact.wa_id, Contact.phone).label("phone"), Contact.bsuid,
        Contact.parent_bsuid, Contact.opted_out_at, Contact.last_inbound_at,
        Contact.human_since, Contact.human_until, Contact.marketing_consent_at, OutboxItem.created_at,
        Contact.thread_owner, Contact.thread_since, Contact.thread_until, OutboxItem.about_contact_id,
    )
    .outerjoin(Contact, Contact.id == OutboxItem.contact_id)
    .where(among(OutboxItem.id, "ids"))
    .order_by(OutboxItem.id)
)  # fmt: skip


_DUE_OF = (
    exists()
    .where(
        OutboxItem.carrier == CarrierState.name,
        OutboxItem.due_at <= bindparam("now"),
        or_(OutboxItem.claimed_until.is_(None), OutboxItem.claimed_until < bindparam("now")),
    )
    .correlate(CarrierState)
)
_CARRIERS = select(CarrierState.name, _DUE_OF.label("due")).where(among(CarrierState.name, "names"))


def with_due_items(connection: Connection, carriers: Sequence[str], now: datetime) -> list[str]:
    """Those of these carriers that have something to do; one that nobody has used yet is among them."""
    due = {row.name: row.due for row in connection.execute(_CARRIERS, {"names": carriers, "now": now})}
    return [name for name in carriers if due.get(name, True)]


def claim(connection: Connection, carrier: str, worker: str, limit: int, now: datetime, lease: timedelta) -> list[Item]:
    """Take the next due items, in order, for as long as the lease; what a crash left behind is found again."""
    return take(connection, due(connection, carrier, worker, limit, now), worker, now, lease)


def due(connection: Connection, carrier: str, worker: str, limit: int, now: datetime) -> dict[int, str | None]:
    """The ids of the next items that may be taken, locked; each with the worker that had taken it before, if any."""
    rows = connection.execute(_DUE, {"carrier": carrier, "now": now, "worker": worker, "limit": limit})
    return {row.id: row.claimed_by for row in rows}


def take(
    connection: Connection, before: Mapping[int, str | None], worker: str, now: datetime, lease: timedelta
) -> list[Item]:
    """Take these due items for as long as the lease."""
    if not before:
        return []
    ids = list(before)
    connection.execute(_CLAIM, {"ids": ids, "worker": worker, "until": now + lease})
    rows = connection.execute(_READ, {"ids": ids}).all()  # an open cursor would hold up SQLite where one is broken
    return [
        Item(
            id=row.id, worker=worker, claimed_at=now, key=row.key, carrier=row.carrier, contact_id=row.contact_id,
            payload=row.payload, attempts=row.attempts, orphaned=before[row.id] is not None, phone=row.phone,
            bsuid=row.bsuid or row.parent_bsuid, opted_out_at=row.opted_out_at, last_inbound_at=row.last_inbound_at,
            created_at=row.created_at, human_since=row.human_since, human_until=row.human_until,
            marketing_consent_at=row.marketing_consent_at, thread_owner=row.thread_owner,
            thread_since=row.thread_since, thread_until=row.thread_until, about_contact_id=row.about_contact_id,
        )
        for row in rows
    ]  # fmt: skip


_SEE = select(
    Contact.opted_out_at, Contact.last_inbound_at, Contact.human_since, Contact.human_until,
    Contact.marketing_consent_at, Contact.thread_owner, Contact.thread_since, Contact.thread_until,
).where(Contact.id == bindparam("contact"))  # fmt: skip


def seen_again(connection: Connection, item: Item) -> Item:
    """The item with what is true of the person by now."""
    row = connection.execute(_SEE, {"contact": item.contact_id}).first()
    return replace(item, **row._mapping) if row else item


def mend_clock(connection: Connection, timed: Collection[str], lease: timedelta, now: datetime) -> None:
    """Bring back what a clock that was wrong has put further off than anything is ever put; `timed`: the reminders."""
    is_timer = OutboxItem.carrier.in_(timed)
    connection.execute(update(OutboxItem).where(OutboxItem.due_at > now + FURTHEST, ~is_timer).values(due_at=now))
    # A reminder later than Meta lets us write is none: it is forgotten, not sent too soon.
    connection.execute(delete(OutboxItem).where(OutboxItem.due_at > now + FURTHEST_TIMER, is_timer))
    ends = OutboxItem.claimed_until
    connection.execute(update(OutboxItem).where(ends > now + 2 * lease).values(claimed_until=now + lease))


_REMOVE = delete(OutboxItem).where(among(OutboxItem.id, "ids")).returning(OutboxItem.id)


def remove(connection: Connection, ids: Sequence[int]) -> set[int]:
    """Settled items go away; the ids of those that were still there."""
    return set(connection.scalars(_REMOVE, {"ids": ids}))


def hand_back(connection: Connection, items: Sequence[Item]) -> None:
    """Give up claims on items that were never started, as if they had not been claimed."""
    for worker in {item.worker for item in items}:
        connection.execute(
            update(OutboxItem)
            .where(OutboxItem.id.in_([item.id for item in items]), OutboxItem.claimed_by == worker)
            .values(claimed_by=None, claimed_until=None, attempts=OutboxItem.attempts - 1)
        )


def again(connection: Connection, item: Item, at: datetime, *, counts: bool = True) -> bool:
    """Try an item again at that time; false where it was settled or taken over in the meantime.

    An attempt that says nothing about the item (its carrier is stopped) does not count.
    """
    done = connection.execute(
        update(OutboxItem)
        .where(OutboxItem.id == item.id, OutboxItem.claimed_by == item.worker)
        .values(due_at=at, claimed_by=None, claimed_until=None, attempts=OutboxItem.attempts - (0 if counts else 1))
    )
    return bool(done.rowcount)


def is_reply(payload: Mapping[str, Any]) -> bool:
    """Whether an item answers a message, rather than being what staff wrote or what was found."""
    return "reads" in payload


def hand_over(connection: Connection, from_contact: int, to_contact: int) -> None:
    """Messages to a person that nobody has begun to send go to another contact of theirs."""
    connection.execute(
        update(OutboxItem)
        .where(OutboxItem.contact_id == from_contact, OutboxItem.carrier == WHATSAPP, OutboxItem.claimed_by.is_(None))
        .values(contact_id=to_contact, about_contact_id=to_contact)
    )


def hold_person(connection: Connection, carrier: str, contact_id: int, at: datetime) -> None:
    """Let all that waits for one person wait until then, so that nobody else's claim has to pass over it."""
    connection.execute(
        update(OutboxItem)
        .where(OutboxItem.contact_id == contact_id, OutboxItem.carrier == carrier, OutboxItem.due_at < at)
        .values(due_at=at)
    )


def hold_unclaimed(connection: Connection, contact_id: int, until: datetime) -> None:
    """Let all that nobody has claimed of a person wait until then, and with it what is posted behind it."""
    waits = OutboxItem.contact_id == contact_id, OutboxItem.claimed_by.is_(None), OutboxItem.due_at < until
    connection.execute(update(OutboxItem).where(*waits).values(due_at=until))


def settled_by_status(connection: Connection, keys: Sequence[str], now: datetime) -> None:
    """Take away what a status has proved sent; what was held back behind a send in doubt goes on at once.

    Not so what is in doubt itself: a worker that dies leaves several such items of one person.
    """
    gone = connection.execute(
        delete(OutboxItem)
        .where(OutboxItem.key.in_(keys))
        .returning(OutboxItem.carrier, OutboxItem.contact_id, OutboxItem.due_at)
    )
    for row in [row for row in gone if row.due_at > now]:
        connection.execute(
            update(OutboxItem)
            .where(
                OutboxItem.contact_id == row.contact_id,
                OutboxItem.carrier == row.carrier,
                OutboxItem.due_at == row.due_at,
                OutboxItem.attempts == 0,
            )
            .values(due_at=now)
        )

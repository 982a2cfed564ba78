"""What became of our messages: statuses move forward only, and none is dropped for coming early."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, or_, select

from relaystack.engine.updates import Price, StatusChanged
from relaystack.models import Direction, EarlyReceipt, Message, Status

from ..carriers import kinds
from ..outbox import outbox
from ..storage.sets import InsertMany, UpdateMany, among
from . import bounces

KEPT_EARLY = timedelta(days=8)  # Meta repeats for up to 7 days (CLOUD_API, section 1)

_KNOWN = {status.value: status for status in (Status.SENT, Status.DELIVERED, Status.READ, Status.FAILED)} | {
    "played": Status.READ  # a voice note that was listened to was read
}
_PRICE = (Message.price_type, Message.price_category, Message.price_model, Message.billable)
_EARLY_PRICE = (EarlyReceipt.price_type, EarlyReceipt.price_category, EarlyReceipt.price_model, EarlyReceipt.billable)
_FIND = (
    select(Message.id, Message.message_id, Message.key, Message.status, Message.error_code, Message.error_title,
           *_PRICE)
    .where(
        Message.direction == Direction.OUTGOING,
        or_(among(Message.message_id, "message_ids"), among(Message.key, "keys")),
    )
    .order_by(Message.id)
    .with_for_update()
)  # fmt: skip
_MOVE = UpdateMany(Message.id, Message.status, Message.message_id, Message.error_code, Message.error_title, *_PRICE)
_KEEP = InsertMany(
    EarlyReceipt.message_id, EarlyReceipt.status, EarlyReceipt.timestamp, EarlyReceipt.error_code,
    EarlyReceipt.error_title, EarlyReceipt.created_at, *_EARLY_PRICE,
    unique=(EarlyReceipt.message_id, EarlyReceipt.status),
)  # fmt: skip
_TAKE_EARLY = (
    delete(EarlyReceipt)
    .where(among(EarlyReceipt.message_id, "ids"))
    .returning(
        EarlyReceipt.message_id, EarlyReceipt.status, EarlyReceipt.timestamp, EarlyReceipt.error_code,
        EarlyReceipt.error_title, *_EARLY_PRICE,
    )
)  # fmt: skip


def apply(connection: Connection, changes: Sequence[StatusChanged], meaning: bounces.Meaning, now: datetime) -> None:
    """Move messages forward. A status of an unknown message is kept until that is known.

    Not so one with our key: a message is there before it is sent, so its person has been erased since.
    """
    known = [change for change in changes if change.status in _KNOWN]
    if not known:
        return
    rows = connection.execute(
        _FIND,
        {"message_ids": [c.message_id for c in known], "keys": [c.key for c in known if c.key]},
    ).all()
    by_id = {row.message_id: row for row in rows if row.message_id}
    by_key = {row.key: row for row in rows if row.key}
    found = [(change, by_id.get(change.message_id) or by_key.get(change.key)) for change in known]
    bounced = bounces.known(
        connection, [change.message_id for change, row in found if row and _in_question(row, change)]
    )
    moves: dict[int, dict[str, Any]] = {}
    failures: dict[int, StatusChanged] = {}
    early, news = [], []
    for change, row in found:
        if row is None:
            early.append(change)
        elif _counts(row, change, bounced):
            move = moves.setdefault(row.id, _unmoved(row))
            _note_price(move, change)
            if _advance(move, change):
                news.append(change)
                failures[row.id] = change
    priced = [move for move in moves.values() if move["moved"] or move["priced"]]
    if priced:
        _MOVE.execute(connection, priced)
    moved = [move for move in priced if move["moved"]]
    if moved:
        # A status is proof that Meta has the message: whatever we still meant to send is settled by it.
        keys = [row.key for row in rows if row.key and Status(row.status).is_under_way]
        if keys:
            outbox.settled_by_status(connection, keys, now)
        failed = {move["id"] for move in moved if move["status"] is Status.FAILED}
        bounces.take(connection, {id: failures[id] for id in failures if id in failed}, meaning, now)
    _keep(connection, [change for change in early if not change.key], now)
    _heed(connection, news + early, now)  # a repeated failure is no news: what it stopped may be mended by now


def _unmoved(row: Any) -> dict[str, Any]:
    return {
        "id": row.id, "status": row.status, "message_id": row.message_id, "error_code": row.error_code,
        "error_title": row.error_title, "moved": False, "priced": False, **_priced(_price_of(row) or Price()),
    }  # fmt: skip


def _priced(price: Price) -> dict[str, Any]:
    """A price as its columns; what Meta did not say is empty."""
    words = {"price_type": price.kind, "price_category": price.category, "price_model": price.model}
    return {**{name: word or None for name, word in words.items()}, "billable": price.billable}


def _price_of(row: Any) -> Price | None:
    """The price that stands in a row."""
    words = (row.price_type or "", row.price_category or "", row.price_model or "")
    return Price(*words, row.billable) if any(words) or row.billable is not None else None


def _note_price(move: dict[str, Any], change: StatusChanged) -> None:
    """Charged is on delivery: what `sent` says of the price counts only until more is known."""
    if not change.price:
        return
    told = _priced(change.price)
    if _KNOWN[change.status] is not Status.SENT or all(move[name] is None for name in told):
        move["priced"] = move["priced"] or any(move[name] != value for name, value in told.items())
        move.update(told)


def _in_question(row: Any, change: StatusChanged) -> bool:
    """Whether it may be told of another send of the message than the one that counts now."""
    if row.message_id == change.message_id:
        return Status(row.status).is_under_way  # under way again, perhaps since the send of that id has failed
    return row.message_id is not None


def _counts(row: Any, change: StatusChanged, bounced: set[str]) -> bool:
    """Whether it says something of the message. It may be told of another of its sends: one that failed, or a copy."""
    if _KNOWN[change.status].rank > Status.FAILED.rank or row.message_id is None:
        return True  # the person has got it, whichever it was
    if change.message_id in bounced:
        return False
    return row.message_id == change.message_id or Status(row.status).is_under_way


def _advance(move: dict[str, Any], change: StatusChanged) -> bool:
    status = _KNOWN[change.status]
    if status.rank <= Status(move["status"]).rank:
        return False
    move.update(status=status, message_id=change.message_id, moved=True)
    move.update(error_code=change.error_code, error_title=change.error_title)
    return True


def _keep(connection: Connection, changes: Sequence[StatusChanged], now: datetime) -> None:
    """Keep what came early, each status once."""
    if not changes:
        return
    rows = [
        {
            "message_id": c.message_id, "status": c.status, "timestamp": c.at, "error_code": c.error_code,
            "error_title": c.error_title, "created_at": now, **_priced(c.price or Price()),
        }
        for c in changes
    ]  # fmt: skip
    _KEEP.execute(connection, rows)


def _heed(connection: Connection, changes: Sequence[StatusChanged], now: datetime) -> None:
    """A failure that means "stop" stops the sending, also when it comes as a status."""
    for change in changes:
        if change.stops:
            kinds.stop(connection, outbox.WHATSAPP, change.error_code or 0, change.error_title or "", now, change.at)


def apply_early(connection: Connection, message_ids: Sequence[str], meaning: bounces.Meaning, now: datetime) -> None:
    """Apply the statuses that were waiting for these messages to be known."""
    if not message_ids:
        return
    found = connection.execute(_TAKE_EARLY, {"ids": message_ids}).all()
    apply(
        connection,
        [
            StatusChanged(r.message_id, r.status, r.timestamp, "", r.error_code, r.error_title, price=_price_of(r))
            for r in found
        ],
        meaning,
        now,
    )


def tidy(connection: Connection, meaning: bounces.Meaning, now: datetime) -> None:
    """Apply what came early while its message was just being settled; forget what nobody has asked for.

    Such a status and the settlement do not see each other on PostgreSQL. Meta repeats for a week: no longer is kept.
    """
    known = select(EarlyReceipt.message_id).where(Message.message_id == EarlyReceipt.message_id)
    apply_early(connection, list(connection.scalars(known)), meaning, now)
    connection.execute(delete(EarlyReceipt).where(EarlyReceipt.created_at < now - KEPT_EARLY))
    bounces.forget(connection, now - KEPT_EARLY)

"""How each carrier is doing, shared by all workers: how fast it may go, whether it rests or is stopped.

Kinds of messages that a carrier takes none of (`KINDS`) have a row of their own: the others go on meanwhile.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select, update

from relaystack.models import CarrierState

from ..storage.database import insert

SKEW = timedelta(seconds=5)  # by how much the clocks of two workers may differ
PROBE = timedelta(seconds=60)  # a stopped carrier tries one item this often, so that it resumes by itself
BURST = 0.5  # seconds' worth of messages that may leave at once after a pause
TEMPLATES, MARKETING = "templates", "marketing"
KINDS = {  # as staff know them; no probe finds out that these may go: staff resume them
    TEMPLATES: "WhatsApp templates",
    MARKETING: "WhatsApp templates that are marketing",
}
FULL = 1e6  # tokens: as many as any bucket holds
UNSERVED = timedelta(seconds=150)  # a worker says every minute that it is there
OVER = timedelta(days=1)  # without a trouble: when it comes back after that, it is told again
TRIAL = timedelta(seconds=5)  # rest after a probe that was accepted: a status may still say that it failed


@dataclass(frozen=True)
class Allowance:
    """How many items may be claimed now, and what the bucket holds before that."""

    items: int
    tokens: float = 0.0
    refilled_at: datetime | None = None


def allowance(
    connection: Connection, name: str, rate: float, wanted: int, now: datetime, *, answers: bool = False
) -> Allowance:
    """What may be claimed now: a token bucket in one row, filled with `rate` a second. The row is locked from here.

    What `answers` somebody who waits goes on while it is stopped, and says so.
    """
    row = _locked(connection, name, rate, now)
    if row.held_until and row.held_until > now:
        return Allowance(0)
    tokens = _tokens(row, rate, now)
    items = _probe(connection, row, now) if row.stopped_at and not answers else max(min(int(tokens), wanted), 0)
    # Another worker's clock may be ahead: what it has counted is not counted again.
    return Allowance(items, tokens, max(now, _refilled_at(row, now)))


def _tokens(row: Row[Any], rate: float, now: datetime) -> float:
    """What the bucket holds: half a second's worth at the most, so that no burst reaches Meta as more than `rate`."""
    since_then: float = max((now - _refilled_at(row, now)).total_seconds(), 0.0)
    return min(_size(rate), float(row.tokens) + since_then * rate)


def _refilled_at(row: Row[Any], now: datetime) -> datetime:
    """When it was filled last; a time far ahead is that of a clock which was wrong: a moment ago is as good."""
    at: datetime = row.refilled_at
    return at if at <= now + SKEW else now - timedelta(seconds=1)


def _size(rate: float) -> float:
    return max(rate * BURST, 1.0)


def spend(connection: Connection, name: str, allowed: Allowance, count: int) -> None:
    """Take the tokens of what was claimed."""
    values = {"tokens": allowed.tokens - count, "refilled_at": allowed.refilled_at}
    connection.execute(update(CarrierState).where(CarrierState.name == name).values(values))


def _locked(connection: Connection, name: str, rate: float, now: datetime) -> Row[Any]:
    find = select(CarrierState.__table__).where(CarrierState.name == name).with_for_update()
    row = connection.execute(find).first()
    if row is None:
        new = insert(connection, CarrierState).on_conflict_do_nothing(index_elements=["name"])
        connection.execute(new, {"name": name, "tokens": _size(rate), "refilled_at": now})
        row = connection.execute(find).one()
    return row


def _probe(connection: Connection, row: Row[Any], now: datetime) -> int:
    if row.probe_at and row.probe_at > now:
        return 0
    connection.execute(update(CarrierState).where(CarrierState.name == row.name).values(probe_at=now + PROBE))
    return 1


def served(connection: Connection, names: Iterable[str], now: datetime) -> None:
    """A worker looks after these carriers, locked in this order. One that is new gets its row, with a full bucket."""
    rows = [{"name": name, "tokens": FULL, "refilled_at": now, "served_at": now} for name in names]
    new = insert(connection, CarrierState)
    connection.execute(new.on_conflict_do_update(index_elements=["name"], set_={"served_at": now}), rows)


def unserved(connection: Connection, name: str, now: datetime) -> bool:
    """Whether no worker has looked after it for a while."""
    at = connection.scalar(select(CarrierState.served_at).where(CarrierState.name == name))
    return at is None or abs(now - at) > UNSERVED  # far ahead: by a clock that was wrong


def stop(
    connection: Connection, name: str, code: int, reason: str, now: datetime, began: datetime | None = None
) -> bool:
    """Send nothing more, but for a probe now and then, until one succeeds or `resume` is called.

    Whether staff do not know of this trouble yet: `notices.alarms.stop` tells them.

    Staff are told once that what is `known_as` so stands still. What `began` before they resumed says nothing about
    what they have mended.
    """
    before = connection.execute(
        select(CarrierState.__table__).where(CarrierState.name == name).with_for_update()
    ).first()
    if before and before.resumed_at and before.resumed_at >= (began or now):
        return False
    values = {
        "stopped_at": now,
        "stopped_code": code,
        "stopped_reason": reason[:300],
        "probe_at": now + PROBE,
        "told_code": code,
        "told_at": now,
    }
    new = insert(connection, CarrierState).values(name=name, tokens=1.0, refilled_at=now, **values)
    since = func.coalesce(CarrierState.stopped_at, now)
    connection.execute(new.on_conflict_do_update(index_elements=["name"], set_={**values, "stopped_at": since}))
    return _is_news(before, code, now)


def _is_news(row: Row[Any] | None, code: int, now: datetime) -> bool:
    """Whether staff do not know of this trouble yet, by the carrier's row from before."""
    if row is None or row.told_at is None or row.told_code != code:
        return True
    if row.resumed_at is not None and row.resumed_at > row.told_at:
        return True
    return row.stopped_at is None and bool(now - row.told_at > OVER)


def hold(connection: Connection, name: str, until: datetime) -> None:
    """Rest until then: the provider asked for it."""
    shorter = or_(CarrierState.held_until.is_(None), CarrierState.held_until < until)
    connection.execute(update(CarrierState).where(CarrierState.name == name, shorter).values(held_until=until))


def probe_again(connection: Connection, name: str, now: datetime) -> None:
    """The probe of a stopped carrier was nothing to send: try the next item at once."""
    stopped = CarrierState.stopped_at.is_not(None)
    connection.execute(update(CarrierState).where(CarrierState.name == name, stopped).values(probe_at=now))


def mend_clock(connection: Connection, furthest: timedelta, now: datetime) -> None:
    """Bring back what a clock that was wrong has put into a future too far away."""
    far = {
        CarrierState.held_until: furthest, CarrierState.probe_at: PROBE + SKEW, CarrierState.stopped_at: SKEW,
        CarrierState.resumed_at: SKEW, CarrierState.told_at: SKEW,
    }  # fmt: skip
    for column, bound in far.items():
        connection.execute(update(CarrierState).where(column > now + bound).values({column: now - SKEW}))


_GOING = {"stopped_at": None, "stopped_code": None, "stopped_reason": None, "probe_at": None, "held_until": None}


def resume(connection: Connection, name: str, now: datetime) -> bool:
    """Send again, since staff have mended it; whether the carrier had been stopped."""
    done = connection.execute(
        update(CarrierState)
        .where(CarrierState.name == name, CarrierState.stopped_at.is_not(None))
        .values({**_GOING, "resumed_at": now})
    )
    return bool(done.rowcount)


def accepted(connection: Connection, name: str, claimed_at: datetime, now: datetime) -> None:
    """Something claimed then was accepted: if that was after the stop, sending goes on after a short trial."""
    connection.execute(
        update(CarrierState)
        .where(CarrierState.name == name, CarrierState.stopped_at < claimed_at)
        .values({**_GOING, "held_until": now + TRIAL})
    )


def stopped(connection: Connection) -> list[Row[Any]]:
    """The rows of those that are stopped."""
    return list(connection.execute(_STOPPED.order_by(CarrierState.name)))


def troubles(connection: Connection) -> list[str]:
    """Which carriers are stopped and why, in words for the health page."""
    return [_trouble(row) for row in stopped(connection)]


def halted(connection: Connection) -> dict[str, str]:
    """The kinds of messages that may not be sent, and why, in words."""
    return {row.name: _trouble(row) for row in connection.execute(_STOPPED.where(CarrierState.name.in_(KINDS)))}


_STOPPED = select(CarrierState.__table__).where(CarrierState.stopped_at.is_not(None))


def _trouble(row: Row[Any]) -> str:
    since = f"{row.stopped_at:%Y-%m-%d %H:%M} UTC"
    mend = f"; when that is mended: `flask resume {row.name}`" if row.name in KINDS else ""
    return f"{row.name}: sending is stopped since {since}, code {row.stopped_code}: {row.stopped_reason}{mend}"

"""How each carrier is doing, shared by all workers: how fast it may go, whether it rests or is stopped."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from relaystack.models import CarrierState

from .database import insert

PROBE = timedelta(seconds=60)  # a stopped carrier tries one item this often, so that it resumes by itself


def allowance(connection: Connection, name: str, rate: float, wanted: int, now: datetime) -> int:
    """How many items may be claimed now: a token bucket in one row, filled with `rate` a second."""
    row = _locked(connection, name, rate, now)
    if row.held_until and row.held_until > now:
        return 0
    if row.stopped_at:
        return _probe(connection, row, now)
    tokens = min(rate, row.tokens + max((now - row.refilled_at).total_seconds(), 0.0) * rate)
    return max(min(int(tokens), wanted), 0)


def spend(connection: Connection, name: str, rate: float, count: int, now: datetime) -> None:
    """Take the tokens of what was claimed; the row is locked since `allowance`."""
    row = connection.execute(select(CarrierState.__table__).where(CarrierState.name == name)).one()
    tokens = min(rate, row.tokens + max((now - row.refilled_at).total_seconds(), 0.0) * rate) - count
    connection.execute(update(CarrierState).where(CarrierState.name == name).values(tokens=tokens, refilled_at=now))


def _locked(connection: Connection, name: str, rate: float, now: datetime) -> Row[Any]:
    find = select(CarrierState.__table__).where(CarrierState.name == name).with_for_update()
    row = connection.execute(find).first()
    if row is None:
        new = insert(connection, CarrierState).on_conflict_do_nothing(index_elements=["name"])
        connection.execute(new, {"name": name, "tokens": rate, "refilled_at": now})
        row = connection.execute(find).one()
    return row


def _probe(connection: Connection, row: Row[Any], now: datetime) -> int:
    if row.probe_at and row.probe_at > now:
        return 0
    connection.execute(update(CarrierState).where(CarrierState.name == row.name).values(probe_at=now + PROBE))
    return 1


def stop(connection: Connection, name: str, code: int, reason: str, now: datetime) -> None:
    """Send nothing more, but for a probe now and then, until one succeeds or `resume` is called."""
    values = {
        "stopped_at": now,
        "stopped_code": code,
        "stopped_reason": reason[:300],
        "probe_at": now + PROBE,
    }
    new = insert(connection, CarrierState).values(name=name, tokens=1.0, refilled_at=now, **values)
    since = func.coalesce(CarrierState.stopped_at, now)
    connection.execute(new.on_conflict_do_update(index_elements=["name"], set_={**values, "stopped_at": since}))


def hold(connection: Connection, name: str, until: datetime) -> None:
    """Rest until then: the provider asked for it."""
    connection.execute(update(CarrierState).where(CarrierState.name == name).values(held_until=until))


def resume(connection: Connection, name: str) -> bool:
    """Send again; whether the carrier had been stopped."""
    clear = {
        "stopped_at": None,
        "stopped_code": None,
        "stopped_reason": None,
        "probe_at": None,
        "held_until": None,
    }
    done = connection.execute(
        update(CarrierState).where(CarrierState.name == name, CarrierState.stopped_at.is_not(None)).values(clear)
    )
    return bool(done.rowcount)


def troubles(connection: Connection) -> list[str]:
    """Which carriers are stopped and why, in words for the health page."""
    rows = connection.execute(select(CarrierState.__table__).where(CarrierState.stopped_at.is_not(None)))
    return [_trouble(row) for row in rows]


def _trouble(row: Row[Any]) -> str:
    since = f"{row.stopped_at:%Y-%m-%d %H:%M} UTC"
    return f"{row.name}: sending is stopped since {since}, code {row.stopped_code}: {row.stopped_reason}"

"""Busy times of consultants, by the calendars that they have elsewhere: asked for every few minutes, the last kept.

Only times are kept, never what they are about. Whoever knows the address reads that calendar: no log or audit has it.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, or_, select, update

from relaystack.engine.free_times import CELL, cells
from relaystack.models import ConsultantCalendar as Row
from relaystack.models import StaffMember

from ..outbox import outbox
from ..outbox.outbox import Item
from ..storage import audit
from ..storage.database import Database, insert
from ..storage.versions import must_be
from . import hours
from .bookings import Booking
from .hours import AHEAD

CARRIER = "busy_times"
EVERY = timedelta(minutes=5)
LONGEST = 2_000  # characters of an address
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
Span = tuple[datetime, datetime]


class OddAddress(Exception):
    """It cannot be followed; the text says what to do."""


@dataclass(frozen=True)
class Followed:
    """The calendar that is read for a consultant, and how that goes."""

    address: str = ""
    read_at: datetime | None = None
    failing_since: datetime | None = None
    trouble: str = ""

    @property
    def shown(self) -> dict[str, str]:
        """As the version of a form goes by, which tells nothing of it."""
        return {"busy": name_of(self.address)}


def name_of(address: str) -> str:
    """What stands for an address where it may not stand itself."""
    return sha256(address.encode()).hexdigest() if address else ""


def checked(written: str) -> str:
    """The address as it is asked. Raises OddAddress."""
    address = written.strip()
    if address.lower().startswith("webcal://"):
        address = f"https://{address[len('webcal://') :]}"
    try:
        parts = urlsplit(address)
        is_fit = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
        is_fit = is_fit and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        is_fit = False
    if not is_fit or len(address) > LONGEST or not address.isprintable() or " " in address:
        raise OddAddress("Copy the address whole: it begins with https:// or webcal://, and mostly ends with .ics.")
    return address


def of(connection: Connection, member: int) -> Followed:
    """What is followed for a member."""
    found = select(Row.address, Row.read_at, Row.failing_since, Row.trouble).where(Row.member_id == member)
    row = connection.execute(found).first()
    return Followed(**row._mapping) if row else Followed()


def follow(database: Database, member: int, written: str, by: str, seen: Container[str] | None = None) -> bool | None:
    """Read that calendar from now on, or none where nothing is written; None where there is no such member.

    Whether anything has changed. Raises OddAddress, and Outdated by `seen`.
    """
    address, now = checked(written) if written.strip() else "", datetime.now(UTC)
    with database.transaction() as connection:
        there = select(StaffMember.id).where(StaffMember.id == member, StaffMember.removed_at.is_(None))
        if connection.scalar(there.with_for_update(key_share=True)) is None:
            return None
        before = of(connection, member)
        must_be(seen, before.shown)
        if address == before.address:
            return False
        new = {"address": address, "asked_at": now, "read_at": None, "failing_since": None, "trouble": "",
               "busy": [], "updated_at": now}  # fmt: skip
        kept = insert(connection, Row).on_conflict_do_update(index_elements=["member_id"], set_=new)
        connection.execute(kept, {"member_id": member, **new})
        told = ["an address" if one else "no address" for one in (before.address, address)]
        if before.address and address:
            told[1] = "another address"
        audit.note(connection, by, "bookings.busy", f"member:{member}", {"calendar": told[0]}, {"calendar": told[1]},
                   now)  # fmt: skip
        if address:
            _post(connection, [member], now)
    return True


def ask(database: Database) -> None:
    """Have all calendars read whose turn it is, once, however many workers look."""
    now = datetime.now(UTC)
    there = select(StaffMember.id).where(StaffMember.removed_at.is_(None))
    is_due = Row.address != "", or_(Row.asked_at.is_(None), Row.asked_at <= now - EVERY), Row.member_id.in_(there)
    with database.reading() as connection:
        if connection.scalar(select(Row.member_id).where(*is_due).limit(1)) is None:
            return
    with database.transaction() as connection:
        due = connection.scalars(update(Row).where(*is_due).values(asked_at=now).returning(Row.member_id))
        _post(connection, sorted(due), now)


def with_addresses(connection: Connection, items: Sequence[Item], now: datetime) -> list[Item]:
    """The items, each with the address as it is by now, and from when until when it is read."""
    known = {item.id: int(item.payload["member_id"]) for item in items}
    rows = connection.execute(select(Row.member_id, Row.address).where(Row.member_id.in_(set(known.values()))))
    addresses = {row.member_id: row.address for row in rows}
    until = (now + AHEAD + timedelta(days=1)).isoformat()
    return [
        replace(item, unkept={
            "address": addresses.get(known[item.id], ""), "zone": hours.of(connection, known[item.id]).zone,
            "since": now.isoformat(), "until": until,
        })
        for item in items
    ]  # fmt: skip


def read(connection: Connection, item: Item, record: Mapping[str, Any], now: datetime) -> None:
    """Keep what a calendar said, or why it could not be read; of an older address nothing."""
    member = int(item.payload["member_id"])
    before = of(connection, member)
    if not before.address or record["name"] != name_of(before.address):
        return
    kept: dict[str, Any] = {"read_at": now, "busy": record.get("busy"), "failing_since": None, "trouble": ""}
    if "trouble" in record:
        kept = {"failing_since": before.failing_since or now, "trouble": record["trouble"]}
    connection.execute(update(Row).where(Row.member_id == member).values(**kept))


def spans(connection: Connection, members: Sequence[int]) -> dict[int, list[Span]]:
    """When these are busy elsewhere, as far as their calendars were read."""
    found: dict[int, list[Span]] = {member: [] for member in members}
    kept = select(Row.member_id, Row.busy).where(Row.member_id.in_(members), Row.address != "")
    for row in connection.execute(kept):
        found[row.member_id] = [(_at(begins), _at(ends)) for begins, ends in row.busy]
    return found


def taken(busy: Sequence[Span]) -> frozenset[datetime]:
    """Which quarters of an hour they take, also in part."""
    return frozenset(at for span in busy for at in _cells(*span))


def clashes(connection: Connection, booked: Sequence[Booking]) -> frozenset[int]:
    """Which of these appointments stand where their consultant is busy elsewhere."""
    busy = spans(connection, sorted({one.member_id for one in booked}))
    return frozenset(
        one.id for one in booked
        if one.state.stands and any(a < one.ends_at and one.begins_at < b for a, b in busy[one.member_id])
    )  # fmt: skip


def _cells(begins: datetime, ends: datetime) -> list[datetime]:
    first = begins - timedelta(seconds=begins.timestamp() % CELL.total_seconds())
    return cells(first, ends - first)


def _at(kept: str) -> datetime:
    return datetime.fromisoformat(kept)


def _post(connection: Connection, members: Sequence[int], now: datetime) -> None:
    outbox.post(connection, [
        {"key": f"busy/{member}", "carrier": CARRIER, "contact_id": None, "payload": {"member_id": member},
         "due_at": now}
        for member in members
    ], now)  # fmt: skip

"""The appointments of a week, of today and of one person, as the office reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, or_, select

from relaystack.models import STANDING, BookingState, Contact, Lead, StaffMember, WaitingWish
from relaystack.models import Booking as Row

from ..notices import known
from . import bookings
from .bookings import Booking
from .waiting import WAITING

DAYS = 7
_LISTED = (
    select(*bookings.COLUMNS, known.NAME_COLUMN, Contact.phone, StaffMember.name.label("consultant"),
           StaffMember.removed_at)
    .join(Contact, Contact.id == Row.contact_id)
    .join(StaffMember, StaffMember.id == Row.member_id)
    .outerjoin(Lead, Lead.contact_id == Row.contact_id)
)  # fmt: skip
MOST = 20  # that are named on a page of something else


@dataclass(frozen=True)
class Entry:
    """An appointment with who it is with, and whether that colleague has left the team."""

    booking: Booking
    name: str
    phone: str | None
    consultant: str
    has_left: bool


def of(connection: Connection, monday: date, zone: tzinfo, member: int | None = None) -> Mapping[date, Sequence[Entry]]:
    """The days of the week with what is booked on each by the office's clock; of one consultant, or of all.

    What the waiting list held for somebody who did not take it was no appointment.
    """
    begins, ends = (_midnight(monday + timedelta(days=n), zone) for n in (0, DAYS))
    only_offered = (Row.created_by == WAITING) & (Row.state == BookingState.CANCELLED) & (Row.version == 2)
    wanted = _LISTED.where(Row.begins_at >= begins, Row.begins_at < ends, ~only_offered)
    wanted = wanted.order_by(Row.begins_at, Row.id)
    days: dict[date, list[Entry]] = {monday + timedelta(days=n): [] for n in range(DAYS)}
    for row in connection.execute(wanted if member is None else wanted.where(Row.member_id == member)):
        days[row.begins_at.astimezone(zone).date()].append(_entry(row))
    return days


def today(connection: Connection, now: datetime, zone: tzinfo) -> Sequence[Entry]:
    """What stands today by the office's clock, and what is still to come with somebody who has left the team."""
    day = now.astimezone(zone).date()
    is_today = and_(Row.begins_at >= _midnight(day, zone), Row.begins_at < _midnight(day + timedelta(days=1), zone))
    is_nobodys = and_(Row.begins_at > now, StaffMember.removed_at.is_not(None))
    return _standing(connection, or_(is_today, is_nobodys))


def ahead(connection: Connection, contact_id: int, now: datetime) -> Sequence[Entry]:
    """What a person has ahead of them."""
    return _standing(connection, Row.contact_id == contact_id, Row.begins_at > now)


def _standing(connection: Connection, *which: Any) -> Sequence[Entry]:
    found = _LISTED.where(Row.state.in_(STANDING), *which).order_by(Row.begins_at, Row.id)
    return [_entry(row) for row in connection.execute(found.limit(MOST))]


class Waiter(NamedTuple):
    """Somebody who waits for a time, what for, the time that is held for them, and whether they said stop."""

    contact_id: int
    name: str
    wish: Mapping[str, str]
    since: datetime
    held: datetime | None
    has_stopped: bool


def waiters(connection: Connection) -> Sequence[Waiter]:
    """Who waits for a time, in their order."""
    found = (
        select(WaitingWish.contact_id, known.NAME_COLUMN, WaitingWish.wish, WaitingWish.created_at, Row.begins_at,
               Contact.opted_out_at.is_not(None))
        .join(Contact, Contact.id == WaitingWish.contact_id)
        .outerjoin(Lead, Lead.contact_id == WaitingWish.contact_id)
        .outerjoin(Row, Row.id == WaitingWish.booking_id)
        .order_by(WaitingWish.created_at, WaitingWish.id)
    )  # fmt: skip
    return [Waiter(*row) for row in connection.execute(found)]


def entry(connection: Connection, id: int) -> Entry | None:
    """One of them."""
    row = connection.execute(_LISTED.where(Row.id == id)).first()
    return _entry(row) if row else None


def _entry(row: Any) -> Entry:
    return Entry(bookings.of(row), row.name, row.phone, row.consultant, row.removed_at is not None)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)

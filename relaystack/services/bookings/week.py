"""The appointments of a week, day by day, as the office reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import Connection, select

from relaystack.models import Booking as Row
from relaystack.models import Contact, Lead, StaffMember

from ..notices import known
from . import bookings
from .bookings import Booking

DAYS = 7
_LISTED = (
    select(*bookings.COLUMNS, known.NAME_COLUMN, Contact.phone, StaffMember.name.label("consultant"))
    .join(Contact, Contact.id == Row.contact_id)
    .join(StaffMember, StaffMember.id == Row.member_id)
    .outerjoin(Lead, Lead.contact_id == Row.contact_id)
)


@dataclass(frozen=True)
class Entry:
    """An appointment with who it is with."""

    booking: Booking
    name: str
    phone: str | None
    consultant: str


def of(connection: Connection, monday: date, zone: tzinfo, member: int | None = None) -> Mapping[date, Sequence[Entry]]:
    """The days of the week with what is booked on each by the office's clock; of one consultant, or of all."""
    begins, ends = (_midnight(monday + timedelta(days=n), zone) for n in (0, DAYS))
    wanted = _LISTED.where(Row.begins_at >= begins, Row.begins_at < ends).order_by(Row.begins_at, Row.id)
    days: dict[date, list[Entry]] = {monday + timedelta(days=n): [] for n in range(DAYS)}
    for row in connection.execute(wanted if member is None else wanted.where(Row.member_id == member)):
        days[row.begins_at.astimezone(zone).date()].append(_entry(row))
    return days


def entry(connection: Connection, id: int) -> Entry | None:
    """One of them."""
    row = connection.execute(_LISTED.where(Row.id == id)).first()
    return _entry(row) if row else None


def _entry(row: Any) -> Entry:
    return Entry(bookings.of(row), row.name, row.phone, row.consultant)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)

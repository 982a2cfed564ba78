"""Consultants are told of their appointments, by e-mail: with whom, when, and what became of each."""

from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from relaystack.models import BookingState, StaffMember

from .. import notices
from ..notices import known
from ..notices.hearing import Topic
from . import calendars, hours, payments
from .bookings import Booking


class What(NamedTuple):
    """What happened, as the subject and the first line say it; `whom` it is with."""

    subject: str
    line: str


BOOKED = What("Appointment booked", "There is a new appointment with {whom}:")
MOVED = What("Appointment moved", "An appointment with {whom} has another time:")
CANCELLED = What("Appointment cancelled", "An appointment with {whom} was cancelled:")
GIVEN_AWAY = What("Appointment moved", "An appointment with {whom} is with a colleague now:")


def tell(
    connection: Connection, before: Booking | None, after: Booking, key: str, now: datetime, by: int | None = None,
    site: str = "",
) -> None:  # fmt: skip
    """Have those told whom it is and was with, by their clocks, once for each key; but for the member who did it."""
    if before and before.member_id != after.member_id:
        told = [(before, GIVEN_AWAY), (after, BOOKED)]
    elif after.state is BookingState.CANCELLED:
        told = [(after, CANCELLED)]
    else:
        told = [(after, MOVED if before else BOOKED)]
    for booking, what in told:
        if booking.member_id != by:
            _tell(connection, booking, what, f"{key}/{booking.member_id}", now, site)


def _tell(connection: Connection, booking: Booking, what: What, key: str, now: datetime, site: str) -> None:
    """Who has left the team reads nothing: those do who hear when a person is needed."""
    there = select(StaffMember.id).where(StaffMember.id == booking.member_id, StaffMember.removed_at.is_(None))
    only = connection.scalar(there)
    who, facts = known.person(connection, booking.contact_id)
    zone = hours.of(connection, booking.member_id).zone
    at = f"{booking.begins_at.astimezone(ZoneInfo(zone)):%d %B %Y %H:%M} ({zone})"
    line = what.line.format(whom="you" if only else "a colleague who has left the team")
    text = "\n".join([line, f"When: {at}, {booking.minutes} minutes", *_money(connection, booking), "", *facts])
    gathered = {"only": only, **_file(connection, booking, what, site)} if only else {}
    notice = notices.Notice(
        key=f"{key}/mail", topic=Topic.HELP, subject=f"{what.subject}: {who}", text=text,
        about=booking.contact_id, gathered=gathered,
    )  # fmt: skip
    notices.tell(connection, [notice], now)


def _file(connection: Connection, booking: Booking, what: What, site: str) -> dict[str, Any]:
    """What puts it into the consultant's calendar, or takes it out where it is a colleague's now."""
    if (named := calendars.named(connection, booking.id)) is None:
        return {}
    event = named.for_staff(site)
    return {"calendar": (replace(event, state="CANCELLED") if what is GIVEN_AWAY else event).to_json()}


def _money(connection: Connection, booking: Booking) -> list[str]:
    """What was paid for it; and that staff decide whether it goes back."""
    payment = payments.of_booking(connection, booking.id)
    if payment is None or not payment.owed:
        return []
    is_off = booking.state is BookingState.CANCELLED
    return [f"Paid: {payment.fee}" + (". Send it back on its page in the console if you owe it." if is_off else "")]

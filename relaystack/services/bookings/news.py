"""The consultant is told of an appointment, by e-mail: with whom, when, and what became of it."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from .. import notices
from ..notices import known
from ..notices.hearing import Topic
from .bookings import Booking


class What(NamedTuple):
    """What happened, as the subject and the first line say it."""

    subject: str
    line: str


BOOKED = What("Appointment booked", "There is a new appointment with you:")
MOVED = What("Appointment moved", "An appointment with you has another time:")
CANCELLED = What("Appointment cancelled", "An appointment with you was cancelled:")


def tell(connection: Connection, booking: Booking, what: What, key: str, now: datetime) -> None:
    """Have the consultant told, once for each key; the times are shown by the company's clock."""
    who, facts = known.person(connection, booking.contact_id)
    at = f"{booking.begins_at:%d %B %Y %H:%M} UTC"
    text = "\n".join([what.line, f"When: {at}, {booking.minutes} minutes", "", *facts])
    notice = notices.Notice(
        key=f"{key}/mail", topic=Topic.HELP, subject=f"{what.subject}: {who}", text=text,
        about=booking.contact_id, gathered={"only": booking.member_id},
    )  # fmt: skip
    notices.tell(connection, [notice], now)

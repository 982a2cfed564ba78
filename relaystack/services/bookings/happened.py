"""What becomes of appointments and their payments, for those outside who hear of it with the lead."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, select

from relaystack.engine.payments import Fee
from relaystack.models import BookingState, StaffMember

from .bookings import Booking


class What(StrEnum):
    """What it is, as CRMs read it."""

    BOOKED = "booked"
    MOVED = "moved"
    CANCELLED = "cancelled"
    PAID = "paid"
    REFUNDED = "refunded"
    REFUND_FAILED = "refund failed"
    DONE = "took place"
    NO_SHOW = "no-show"


@dataclass(frozen=True)
class Happened:
    """Something that became of an appointment; `fee` where it is about money."""

    what: What
    booking: Booking
    fee: Fee | None = None

    @classmethod
    def to(cls, before: Booking | None, after: Booking) -> "Happened":
        """What a step of an appointment is."""
        ended = {BookingState.CANCELLED: What.CANCELLED, BookingState.DONE: What.DONE,
                 BookingState.NO_SHOW: What.NO_SHOW}  # fmt: skip
        return cls(ended.get(after.state, What.MOVED if before else What.BOOKED), after)

    def told(self, connection: Connection) -> dict[str, Any]:
        """As it is told, with the name of the consultant."""
        booking = self.booking
        name = connection.scalar(select(StaffMember.name).where(StaffMember.id == booking.member_id))
        told = {"appointment": self.what, "appointment_number": booking.id, "begins_at": booking.begins_at,
                "minutes": booking.minutes, "consultant": name}  # fmt: skip
        return {**told, "amount": str(self.fee)} if self.fee else told


Hear = Callable[[Happened], object]


def nobody(_: Happened) -> None:
    """Nobody hears of it."""

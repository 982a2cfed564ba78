"""The consultant whose time costs something. She has one hour in a week, so that each run offers the same times.

Where somebody waits for one, all of them are somebody's, until she calls the first off.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from services.booking_tools import EVERY_DAY
from sqlalchemy import Engine, insert, select

from relaystack.models import Booking, BookingState, ConsultingHours, Contact, StaffMember
from relaystack.services.bookings import bookings, hours, offers
from relaystack.services.bookings.hours import Consulting


@dataclass(frozen=True)
class Consultant:
    """How she can be booked."""

    consulting: Consulting

    @classmethod
    def soon(cls) -> "Consultant":
        """On the weekday three days from now: neither the hour nor midnight changes what is free meanwhile."""
        day = (datetime.now(UTC) + timedelta(days=3)).weekday()
        week = tuple(((time(9), time(9, 30)),) if other == day else () for other in range(7))
        return cls(replace(EVERY_DAY, week=week, fee=35_000, currency="AED"))

    def come(self, engine: Engine) -> None:
        """She is in the team, under the same number each time."""
        now = datetime.now(UTC)
        member = {"id": 1, "email": "lea@example.com", "name": "Lea", "role": "consultant", "password_hash": "none",
                  "recovery_codes": [], "created_at": now}  # fmt: skip
        hours = {"member_id": 1, **self.consulting.shown, "updated_at": now}
        with engine.begin() as connection:
            connection.execute(insert(StaffMember), member)
            connection.execute(insert(ConsultingHours), hours)

    def fill(self, engine: Engine) -> None:
        """Somebody else has all of her times."""
        now, phone = datetime.now(UTC), "447700900999"
        person = {"phone": phone, "wa_id": phone, "profile_name": "Ana", "created_at": now, "updated_at": now}
        with engine.begin() as connection:
            who = connection.scalars(insert(Contact).returning(Contact.id), person).one()
            for one in list(offers.agenda(connection, now, hours.bookable(connection)).every()):
                wanted = bookings.Wanted(who, one.consultant.id, one.at, self.consulting.minutes, 0)
                bookings.book(connection, wanted, "Lea", now)

    def call_off(self, engine: Engine) -> None:
        """The first of them is free again."""
        with engine.begin() as connection:
            first = connection.scalars(select(Booking.id).order_by(Booking.begins_at).limit(1)).one()
            booking = bookings.get(connection, first, for_update=True)
            assert booking
            bookings.end(connection, booking, BookingState.CANCELLED, "Lea", datetime.now(UTC))

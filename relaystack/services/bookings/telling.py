"""An appointment, or a time that is free, as flows speak of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from relaystack.engine.payments import Fee
from relaystack.models import BookingState

from . import calendars, hours, payments, waiting
from .bookings import Booking
from .clocks import Clock
from .offers import Offer
from .payments import Terms

Result = dict[str, Any]


@dataclass(frozen=True)
class Telling:
    """What one person is told; without `terms` nothing can be paid, and nothing costs anything."""

    connection: Connection
    clock: Clock
    now: datetime
    terms: Terms | None
    site: str

    def standing(self, booking: Booking) -> Result:
        """An appointment."""
        who = next((one for one in hours.every(self.connection) if one.id == booking.member_id), None)
        zone = hours.of(self.connection, booking.member_id).zone  # also of who has left the team
        shown = self.clock.shown(booking.begins_at, zone, who.name if who else "")
        if not booking.is_unpaid and (link := calendars.link(self.site, self.connection, booking.id)):
            shown["calendar"] = link
        told: Result = {
            "outcome": "standing",
            "appointment": {**shown, "booking": booking.id, "version": booking.version},
        }
        if booking.state is BookingState.HELD:
            return {**told, **self._offered(booking)}
        payment = payments.of_booking(self.connection, booking.id) if booking.is_unpaid else None
        if payment is None:
            return told
        left = self._minutes(payment.ends_at)
        return {**told, "outcome": "unpaid", "payment": {**payment.fee.shown(), "url": payment.url, "minutes": left}}

    def _offered(self, held: Booking) -> Result:
        """What the waiting list holds for them, and for how long."""
        wish, fee = waiting.of_contact(self.connection, held.contact_id), self.fee_of(held.member_id)
        left = self._minutes((wish and wish.until) or self.now)
        return {"outcome": "offered", "minutes": left, **({"fee": fee.shown()} if fee else {})}

    def slot(self, offer: Offer, *, moves: bool) -> Result:
        """A time that is free, with what it costs; an appointment moves there for nothing."""
        fee, who = None if moves else self.fee(offer), offer.consultant
        shown = {"id": offer.id, **self.clock.shown(offer.at, who.consulting.zone, who.name)}
        return {**shown, "fee": fee.shown()} if fee else shown

    def fee(self, offer: Offer) -> Fee | None:
        """What it costs."""
        return offer.consultant.consulting.costs if self.terms else None

    def fee_of(self, member_id: int) -> Fee | None:
        """What an appointment with a consultant costs."""
        return hours.of(self.connection, member_id).costs if self.terms else None

    def _minutes(self, until: datetime) -> int:
        return max(int((until - self.now).total_seconds()) // 60, 1)

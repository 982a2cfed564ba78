"""What comes of news of a payment: the appointment is confirmed, its time given away, or the money sent back.

The news may come late, twice and in any order: what is done hangs on how far payment and appointment are by now.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from relaystack.engine.payments import Ask, Fee, Heard, PaymentHeard
from relaystack.models import BookingState, PaymentState

from .. import notices
from ..notices import known
from ..notices.hearing import Topic
from . import bookings, payments
from .bookings import BOT, CUSTOMER, Booking
from .happened import Happened, What
from .in_chat import Calendar
from .payments import Payment
from .telling import Result

log = logging.getLogger(__name__)
_LATE = "paid when the time was given away"
_CALLED_OFF = "paid when the appointment was called off"


@dataclass(frozen=True)
class Cashier:
    """The payments of one person, under their lock; `calendar` is theirs."""

    connection: Connection
    contact_id: int
    calendar: Calendar
    now: datetime

    def heard(self, said: PaymentHeard) -> Result | None:
        """Do what follows from it; what the person is to read of it, if anything."""
        payment = payments.by_reference(self.connection, said.reference, for_update=True)
        booking = bookings.get(self.connection, payment.booking_id, for_update=True) if payment else None
        if payment is None or booking is None or booking.contact_id != self.contact_id:
            log.warning("news of a payment that is nobody's any more: %s", said.what)
            return None
        match said.what:
            case Heard.OPENED:
                return self._opened(payment, booking, said)
            case Heard.PAID:
                return self._paid(payment, booking, said)
            case Heard.CLOSED:
                return self._closed(payment, booking)
            case Heard.REFUNDED:
                return self._refunded(payment, booking)
            case Heard.NOT_REFUNDED:
                return self._not_refunded(payment, booking)

    def _opened(self, payment: Payment, booking: Booking, said: PaymentHeard) -> Result | None:
        if payment.session:
            return None
        payment = payments.keep(self.connection, payment, self.now, session=said.session, url=said.url)
        if payment.state is PaymentState.OPEN:
            return {**self.calendar.standing(booking), "outcome": "pay"}
        if not payment.state.was_paid:
            payments.close_page(self.connection, self.contact_id, payment, self.now)
        return None

    def _paid(self, payment: Payment, booking: Booking, said: PaymentHeard) -> Result | None:
        if payment.state.was_paid:
            return None
        if (said.amount, said.currency.upper()) != (payment.amount, payment.currency):
            came = Fee(said.amount, said.currency.upper())
            what = f"{payment.fee} was asked for, and {came} came. Nothing is confirmed: look at it in Stripe."
            self._tell("A payment does not fit", what, payment)
            return None
        before = payment.state
        paid = payments.keep(self.connection, payment, self.now, state=PaymentState.PAID, paid_at=self.now,
                             charge=said.charge, session=said.session or payment.session)  # fmt: skip
        payments.forget_hold(self.connection, paid)
        self.calendar.happened(Happened(What.PAID, booking, paid.fee))
        if before is PaymentState.OPEN and booking.is_unpaid:
            kept = bookings.end(self.connection, booking, BookingState.CONFIRMED, CUSTOMER, self.now)
            return self._confirmed(kept, paid)
        if before is PaymentState.EXPIRED and (again := self._booked_again(booking)):
            payments.keep(self.connection, paid, self.now, booking_id=again.id)
            return self._confirmed(again, paid)
        why = _LATE if before is PaymentState.EXPIRED else _CALLED_OFF
        payments.refund(self.connection, paid, why, BOT, self.now)
        self._tell("A payment is sent back", f"{paid.fee} was {why}. It is sent back.", paid)
        free = self.calendar.free() if before is PaymentState.EXPIRED else {}
        return {**free, "outcome": "refunded"}

    def _closed(self, payment: Payment, booking: Booking) -> Result | None:
        if payment.state is not PaymentState.OPEN:
            return None
        payments.keep(self.connection, payment, self.now, state=PaymentState.EXPIRED)
        payments.forget_hold(self.connection, payment)
        if not booking.is_unpaid:
            return None
        bookings.end(self.connection, booking, BookingState.CANCELLED, BOT, self.now)
        return {"outcome": "expired"}

    def _refunded(self, payment: Payment, booking: Booking) -> Result | None:
        if payment.state.was_paid and payment.state is not PaymentState.REFUNDED:
            reason = payment.reason or "sent back in Stripe"
            payments.keep(self.connection, payment, self.now, state=PaymentState.REFUNDED, reason=reason,
                          refunded_at=self.now)  # fmt: skip
            self.calendar.happened(Happened(What.REFUNDED, booking, payment.fee))
        return None  # the bank tells them when it is there

    def _not_refunded(self, payment: Payment, booking: Booking) -> Result | None:
        """It may come days after the refund seemed done; only staff can find another way."""
        if payment.state in (PaymentState.REFUNDING, PaymentState.REFUNDED):
            payments.keep(self.connection, payment, self.now, state=PaymentState.STUCK, refunded_at=None)
            self.calendar.happened(Happened(What.REFUND_FAILED, booking, payment.fee))
            gone = f"The bank has not taken the {payment.fee} that was sent back."
            what = f"{gone} Ask the person where to send it, or try again on the page."
            key = f"payment/{payment.reference}/not_refunded/{self.now:%Y%m%d%H%M%S}"
            tell_staff(self.connection, self.contact_id, "A payment needs you", what, key, self.now)
        return None

    def _booked_again(self, lost: Booking) -> Booking | None:
        """The same time once more, if nobody has it and the person has no other one."""
        if lost.begins_at <= self.now or bookings.standing(self.connection, self.contact_id, self.now):
            return None
        return bookings.book(self.connection, lost.wanted, CUSTOMER, self.now)

    def _confirmed(self, booking: Booking, payment: Payment) -> Result:
        self.calendar.tell(None, booking, f"payment/{payment.reference}/booked")
        return {**self.calendar.standing(booking), "outcome": "booked"}

    def _tell(self, subject: str, what: str, payment: Payment) -> None:
        tell_staff(self.connection, self.contact_id, subject, what, f"payment/{payment.reference}/{subject}", self.now)


def tell_staff(connection: Connection, contact_id: int, subject: str, what: str, key: str, now: datetime) -> None:
    """Have staff read what they must know of somebody's payment."""
    who, facts = known.person(connection, contact_id)
    text = "\n".join([what, "", *facts])
    notice = notices.Notice(key=key, topic=Topic.HELP, subject=f"{subject}: {who}", text=text, about=contact_id)
    notices.tell(connection, [notice], now)


def lost(connection: Connection, item: Any, reason: str, now: datetime) -> None:
    """What a provider was asked for cannot be had: staff hear what to do."""
    payment = payments.by_reference(connection, str(item.payload.get("reference")))
    if payment is None or item.contact_id is None:
        return
    match Ask(item.payload["ask"]):
        case Ask.REFUND:
            payments.keep(connection, payment, now, state=PaymentState.STUCK)
            what = f"{payment.fee} could not be sent back: {reason}. Send it back in Stripe, or try again on the page."
        case Ask.OPEN:
            what = f"The link to pay {payment.fee} could not be made: {reason}. Write to the person."
        case Ask.CLOSE:
            what = f"{payment.fee} can still be paid: {reason}. If nobody pays, cancel the appointment."
    tell_staff(connection, item.contact_id, "A payment needs you", what, f"{item.key}/lost", now)

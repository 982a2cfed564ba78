"""Development: appointments of the pretended weeks, with what became of them and of their fees."""

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import Connection, insert

from .content.demo import PastAppointment
from .models import AuditEntry, Booking, BookingState, Payment, PaymentState
from .services.bookings.bookings import BOT, CUSTOMER
from .services.storage import audit

_FIRST, _APART, _MINUTES = time(10), timedelta(minutes=45), 30
_PAID, _CHANGED, _HELD = timedelta(minutes=4), timedelta(minutes=11), timedelta(minutes=20)
_LONGEST = timedelta(hours=1)  # from the beginning until somebody has noted what came of it
_UNPAID, _CONFIRMED, _CANCELLED = BookingState.AWAITING_PAYMENT, BookingState.CONFIRMED, BookingState.CANCELLED
_ENDS = {"done": BookingState.DONE, "no_show": BookingState.NO_SHOW}


@dataclass(frozen=True)
class Booked:
    """Somebody has chosen a time at that moment."""

    contact_id: int
    zone: str
    at: datetime
    what: PastAppointment


def write(connection: Connection, all_booked: Sequence[Booked], member: int, zone: tzinfo, now: datetime) -> None:
    """Write down those that are over by now."""
    of_day: Counter[date] = Counter()
    for one in all_booked:
        day = (one.at.astimezone(zone) + timedelta(days=1)).date()
        begins = datetime.combine(day, _FIRST, zone) + of_day[day] * _APART
        of_day[day] += 1
        if begins + _LONGEST < now:
            _write(connection, one, member, begins)


def _write(connection: Connection, one: Booked, member: int, begins: datetime) -> None:
    steps = list(_steps(one, begins))
    row = {
        "contact_id": one.contact_id, "member_id": member, "state": steps[-1][1], "begins_at": begins, "zone": one.zone,
        "minutes": _MINUTES, "buffer_minutes": 15, "version": len(steps), "secret": secrets.token_urlsafe(18),
        "created_by": CUSTOMER, "created_at": one.at, "updated_at": steps[-1][2],
    }  # fmt: skip
    id = connection.scalars(insert(Booking).returning(Booking.id), row).one()
    was: Any = None
    for action, state, at, by in steps:
        entry = audit.entry(by or f"member {member}", f"booking.{action}", f"booking:{id}", {"state": was},
                            {"state": state}, at, one.contact_id)  # fmt: skip
        connection.execute(insert(AuditEntry), entry)
        was = state
    if one.what.fee:
        _pay(connection, id, one, steps[-1])


def _steps(one: Booked, begins: datetime) -> Any:
    """What is done with it: how the audit names it, what it is then, when, and by whom of those who are not us."""
    yield "make", _UNPAID if one.what.fee else _CONFIRMED, one.at, CUSTOMER
    if one.what.fee and "not_paid" not in one.what.steps:
        yield "confirm", _CONFIRMED, one.at + _PAID, CUSTOMER
    for step in one.what.steps:
        if step == "moved":
            yield "move", BookingState.MOVED, one.at + _CHANGED, CUSTOMER
        elif step in _ENDS:
            yield step, _ENDS[step], begins + _LONGEST, ""
        else:
            yield "cancelled", _CANCELLED, one.at + _HELD, BOT if step == "not_paid" else CUSTOMER


def _pay(connection: Connection, booking: int, one: Booked, last: tuple[str, BookingState, datetime, str]) -> None:
    is_paid, is_off = "not_paid" not in one.what.steps, last[1] is _CANCELLED
    state = PaymentState.EXPIRED if not is_paid else PaymentState.REFUNDED if is_off else PaymentState.PAID
    row = {
        "booking_id": booking, "reference": secrets.token_urlsafe(18), "state": state, "amount": one.what.fee,
        "currency": one.what.currency, "ends_at": one.at + _HELD, "paid_at": one.at + _PAID if is_paid else None,
        "refunded_at": last[2] if is_paid and is_off else None, "created_at": one.at, "updated_at": last[2],
    }  # fmt: skip
    connection.execute(insert(Payment), row)

"""What became of appointments and their fees: which step is which, and how many of a day there were.

A step stands on the day that it was taken on, as the audit has it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, case, func, or_, select

from relaystack.models import AuditEntry, Booking, BookingState, Payment

from ..bookings import hours
from .counting import Key

OFFERED, BOOKED, DONE, NO_SHOW = "offered", "booked", "done", "no_show"
ASKED, PAID, SENT_BACK = "asked", "paid", "sent_back"
_UNPAID = (BookingState.HELD, BookingState.AWAITING_PAYMENT)
_ENDED = {DONE: BookingState.DONE, NO_SHOW: BookingState.NO_SHOW}
_was, _is = (AuditEntry.changes["state"][number].as_string() for number in (0, 1))


def _did(action: str, *which: Any) -> Any:
    return and_(AuditEntry.action == f"booking.{action}", *which)


# What is held until it is paid is booked when it is paid, and never cancelled when it is not. What the waiting list
# held for somebody who did not take it was no appointment.
STEPS: Mapping[str, Any] = {
    BOOKED: or_(_did("make", _is == BookingState.CONFIRMED), _did("confirm")),
    "moved": _did("move"),
    "cancelled": _did("cancelled", _was.not_in(_UNPAID)),
    "not_paid": _did("cancelled", _was == BookingState.AWAITING_PAYMENT),
    NO_SHOW: _did("no_show"),
    DONE: _did("done"),
}
_ACTIONS = [f"booking.{action}" for action in ("make", "confirm", "move", "cancelled", "no_show", "done")]
_TAKEN = select(case(*((which, step) for step, which in STEPS.items())).label("step"), AuditEntry.subject)
MONEY: Mapping[str, Any] = {ASKED: Payment.created_at, PAID: Payment.paid_at, SENT_BACK: Payment.refunded_at}

Within = Callable[[Any], tuple[Any, Any]]  # the conditions that a moment is in the span


def are_taken(connection: Connection) -> bool:
    """Whether anybody can be booked: without, nothing is said of appointments."""
    return bool(hours.bookable(connection))


def count(connection: Connection, within: Within) -> Counter[Key]:
    """Steps by the consultant who has the appointment now; fees by currency: how many, and hundredths."""
    counts: Counter[Key] = Counter()
    for step, member in _steps(connection, within):
        counts["bookings", step, f"member {member}" if member else "", ""] += 1
    for what, at in MONEY.items():
        sums = select(Payment.currency, func.count(), func.sum(Payment.amount)).where(*within(at))
        for currency, times, amount in connection.execute(sums.group_by(Payment.currency)):
            counts["payments", what, currency, ""] += times
            counts["fees", what, currency, ""] += int(amount)
    return counts


def _steps(connection: Connection, within: Within) -> Iterator[tuple[str, int | None]]:
    """Each step with the consultant; what was noted by mistake counts as what it was put right to."""
    taken = _TAKEN.where(AuditEntry.action.in_(_ACTIONS), *within(AuditEntry.at)).order_by(AuditEntry.id)
    rows = [(row.step, int(row.subject.partition(":")[2])) for row in connection.execute(taken) if row.step]
    now = select(Booking.id, Booking.member_id, Booking.state).where(Booking.id.in_({id for _, id in rows}))
    there = {row.id: row for row in connection.execute(now)}
    ended = set()
    for step, id in rows:
        booking = there.get(id)
        if step in _ENDED and booking:
            if booking.state != _ENDED[step] or id in ended:
                continue
            ended.add(id)
        yield step, booking.member_id if booking else None


def behind_step(step: str, since: datetime, until: datetime) -> Select[Any]:
    """Whose appointments took the step, each person once."""
    of = AuditEntry.at >= since, AuditEntry.at < until, AuditEntry.contact_id.is_not(None)
    last: tuple[Any, ...] = func.max(AuditEntry.id).label("id"), AuditEntry.contact_id, func.count().label("times")
    which = STEPS[step] if step in STEPS else or_(*STEPS.values())
    found = select(*last).where(AuditEntry.action.in_(_ACTIONS), which, *of)
    return found.group_by(AuditEntry.contact_id)


def behind_fees(of: str, since: datetime, until: datetime) -> Select[Any]:
    """Who was asked, paid, or got back fees in a currency (`paid/AED`), each person once."""
    what, _, currency = of.partition("/")
    at = MONEY.get(what, Payment.created_at)
    last: tuple[Any, ...] = func.max(Payment.id).label("id"), Booking.contact_id, func.count().label("times")
    theirs = select(*last).join(Booking, Booking.id == Payment.booking_id).where(at >= since, at < until)
    return (theirs.where(Payment.currency == currency) if currency else theirs).group_by(Booking.contact_id)

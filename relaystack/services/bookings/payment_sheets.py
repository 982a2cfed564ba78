"""The payments of a month as a sheet for the accountant: what came, what went back, and for which appointment."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import Connection, and_, or_, select

from relaystack.models import Booking, Payment, StaffMember

from ..storage import audit, sheets
from ..storage.database import Database
from ..storage.pages import Page, Wanted, page

EXPORT = "payments.export"
NAMES = ("what", "day", "amount", "currency", "appointment", "begins_at", "consultant", "reason", "payment_at_stripe")
_FOUND = (
    select(Payment.id, Payment.booking_id, Payment.amount, Payment.currency, Payment.charge, Payment.reason,
           Payment.paid_at, Payment.refunded_at, Booking.begins_at, StaffMember.name.label("consultant"))
    .join(Booking, Booking.id == Payment.booking_id)
    .join(StaffMember, StaffMember.id == Booking.member_id)
)  # fmt: skip


def of_month(database: Database, month: date, zone: tzinfo, by: str) -> Iterator[str]:
    """A line for each payment and each refund of the month, by the office's clock; it names nobody who paid."""
    begins, ends = _midnight(month, zone), _midnight((month + timedelta(days=32)).replace(day=1), zone)
    with database.transaction() as connection:
        audit.note(connection, by, EXPORT, f"payments:{month:%Y-%m}", {}, {}, datetime.now(UTC))

    def pages(wanted: Wanted) -> Page:
        with database.reading() as connection:
            found = _page(connection, begins, ends, wanted)
        return {**found, "items": [line for row in found["items"] for line in _lines(row, begins, ends, zone)]}

    return sheets.sheet(NAMES, pages, dict)


def _page(connection: Connection, begins: datetime, ends: datetime, wanted: Wanted) -> Page:
    within = (and_(column >= begins, column < ends) for column in (Payment.paid_at, Payment.refunded_at))
    return page(connection, _FOUND.where(or_(*within)), wanted, Payment.id, oldest_first=True)


def _lines(row: Mapping[str, Any], begins: datetime, ends: datetime, zone: tzinfo) -> Iterator[dict[str, Any]]:
    for what, at, reason in (("paid", row["paid_at"], ""), ("sent back", row["refunded_at"], row["reason"])):
        if at and begins <= at < ends:
            yield {
                "what": what, "day": at.astimezone(zone).date().isoformat(), "currency": row["currency"],
                "amount": f"{row['amount'] // 100}.{row['amount'] % 100:02}", "appointment": row["booking_id"],
                "begins_at": row["begins_at"].astimezone(zone).strftime("%Y-%m-%d %H:%M"),
                "consultant": row["consultant"], "reason": reason,
                "payment_at_stripe": row["charge"],
            }  # fmt: skip


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)

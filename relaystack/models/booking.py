"""Appointments: what is booked, which quarters of an hour it takes, when consultants can be booked, who waits."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigId, Json


class BookingState(StrEnum):
    """How far a booking is; `STEPS` says what may come next."""

    HELD = "held"
    AWAITING_PAYMENT = "awaiting_payment"
    CONFIRMED = "confirmed"
    MOVED = "moved"  # confirmed, at another time than at first
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    DONE = "done"

    @property
    def stands(self) -> bool:
        """Whether its time is kept free of others."""
        return self in STANDING

    def may_become(self, other: "BookingState") -> bool:
        """Whether the one may follow the other."""
        return other in STEPS[self]


_HELD, _UNPAID, _CONFIRMED = BookingState.HELD, BookingState.AWAITING_PAYMENT, BookingState.CONFIRMED
_MOVED, _CANCELLED = BookingState.MOVED, BookingState.CANCELLED
_NO_SHOW, _DONE = BookingState.NO_SHOW, BookingState.DONE

STANDING = frozenset({_HELD, _UNPAID, _CONFIRMED, _MOVED})
STEPS: dict[BookingState, frozenset[BookingState]] = {
    _HELD: frozenset({_UNPAID, _CONFIRMED, _CANCELLED}),
    _UNPAID: frozenset({_CONFIRMED, _CANCELLED}),
    _CONFIRMED: frozenset({_MOVED, _CANCELLED, _NO_SHOW, _DONE}),
    _MOVED: frozenset({_MOVED, _CANCELLED, _NO_SHOW, _DONE}),
    _CANCELLED: frozenset(),
    _NO_SHOW: frozenset({_DONE}),  # noted by mistake
    _DONE: frozenset({_NO_SHOW}),
}


class Booking(Base):
    """An appointment of a person with a consultant. `version` grows with each change: old buttons name an older one."""

    __tablename__ = "bookings"
    __table_args__ = (
        Index(None, "member_id", "begins_at"), Index(None, "contact_id", "begins_at"), Index(None, "begins_at"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    state: Mapped[str]
    begins_at: Mapped[datetime]
    minutes: Mapped[int]
    buffer_minutes: Mapped[int]  # kept free after it
    zone: Mapped[str]  # the person's; empty where nobody knows it
    version: Mapped[int]
    # Names it in addresses and calendars; nobody guesses it. Empty where a program made it that knows of none.
    secret: Mapped[str] = mapped_column(default="", server_default="", index=True)
    # The versions of which the reminders, a day and an hour before, are dealt with.
    reminded: Mapped[int] = mapped_column(default=0, server_default="0")
    nudged: Mapped[int] = mapped_column(default=0, server_default="0")
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class BookingCell(Base):
    """A quarter of an hour of a consultant that is taken. Its key is why no time is booked twice: not a check."""

    __tablename__ = "booking_cells"

    member_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"), primary_key=True)
    begins_at: Mapped[datetime] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id", ondelete="CASCADE"), index=True)


class WaitingWish(Base):
    """Somebody waits for a time to become free; who began first is offered one first. `booking_id` is held for them."""

    __tablename__ = "waiting_wishes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), unique=True)
    wish: Mapped[dict[str, str]] = mapped_column(Json)  # as `time_wishes` reads it; empty: any time
    passed: Mapped[list[str]] = mapped_column(Json)  # times that were free by then, and did not suit
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("bookings.id"))
    until: Mapped[datetime | None]  # when what is held for them goes to the next
    rests_until: Mapped[datetime]  # nothing is offered to them before
    unanswered: Mapped[int] = mapped_column(default=0, server_default="0")  # offers in a row
    created_at: Mapped[datetime]


class ConsultingHours(Base):
    """When a member of the staff can be booked, by the wall clock of a zone; without a row they cannot."""

    __tablename__ = "consulting_hours"

    member_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"), primary_key=True)
    zone: Mapped[str]
    week: Mapped[dict[str, Any]]  # day -> spans, as `office_settings` keeps them
    minutes: Mapped[int]
    buffer_minutes: Mapped[int]
    notice_minutes: Mapped[int]  # how long before its beginning a time is offered no more
    languages: Mapped[list[str]] = mapped_column(Json)  # in which they consult; empty: in any
    fee: Mapped[int] = mapped_column(default=0, server_default="0")  # in hundredths; 0: nothing is to be paid
    currency: Mapped[str] = mapped_column(default="", server_default="")
    updated_at: Mapped[datetime]


class ConsultantCalendar(Base):
    """The calendar that a consultant has beside ours. Whoever knows `feed` reads their appointments.

    Whoever knows `address` reads that calendar; `busy` is what it said last, pairs of a beginning and an end.
    """

    __tablename__ = "consultant_calendars"

    member_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"), primary_key=True)
    feed: Mapped[str | None] = mapped_column(unique=True)
    address: Mapped[str] = mapped_column(default="", server_default="")
    asked_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]
    trouble: Mapped[str] = mapped_column(default="", server_default="")
    busy: Mapped[list[list[str]]] = mapped_column(Json, default=list, server_default="[]")
    updated_at: Mapped[datetime]

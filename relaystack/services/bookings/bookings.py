"""Appointments are made, moved and cancelled: none stands in another's way, by a constraint of the database."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from relaystack.engine.free_times import cells
from relaystack.models import STANDING, BookingCell, BookingState, WaitingWish
from relaystack.models import Booking as Row

from ..storage import audit

BOT = "the bot"  # what nobody did: a hold that ends, money that comes too late
CUSTOMER = "the customer"  # who books in the chat, as the audit names them
SECRET = 18  # bytes of what names an appointment in addresses
_MINUTE = timedelta(minutes=1)
_ACTIONS = {  # as the audit names what an appointment becomes
    BookingState.AWAITING_PAYMENT: "booking.hold",
    BookingState.CONFIRMED: "booking.confirm",
    BookingState.MOVED: "booking.move",
    BookingState.CANCELLED: "booking.cancelled",
    BookingState.DONE: "booking.done",
    BookingState.NO_SHOW: "booking.no_show",
}


@dataclass(frozen=True)
class Booking:
    """An appointment, as the table keeps it."""

    id: int
    contact_id: int
    member_id: int
    state: BookingState
    begins_at: datetime
    minutes: int
    buffer_minutes: int
    zone: str
    version: int
    created_by: str

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.begins_at + self.minutes * _MINUTE

    @property
    def wanted(self) -> "Wanted":
        """What would have to be booked for the same."""
        return Wanted(self.contact_id, self.member_id, self.begins_at, self.minutes, self.buffer_minutes, self.zone)

    @property
    def is_unpaid(self) -> bool:
        """Whether it is held until it is paid."""
        return self.state in (BookingState.HELD, BookingState.AWAITING_PAYMENT)

    @property
    def shown(self) -> dict[str, Any]:
        """As the version of a form goes by."""
        return {"id": self.id, "version": self.version}

    @property
    def reminder(self) -> str:
        """What names its reminders in the outbox: another version has others."""
        return f"reminder/{self.id}/{self.version}"

    def can_change(self, now: datetime) -> bool:
        """Whether it may still be moved or cancelled."""
        return self.state.stands and now < self.ends_at


@dataclass(frozen=True)
class Wanted:
    """What is to be booked; `zone` is the person's, empty where nobody knows it."""

    contact_id: int
    member_id: int
    begins_at: datetime
    minutes: int
    buffer_minutes: int
    zone: str = ""


COLUMNS = (Row.id, Row.contact_id, Row.member_id, Row.state, Row.begins_at, Row.minutes, Row.buffer_minutes, Row.zone,
           Row.version, Row.created_by)  # fmt: skip


def of(row: Any) -> Booking:
    """A row of `COLUMNS`."""
    booking = Booking(**{column.key: getattr(row, column.key) for column in COLUMNS})
    return replace(booking, state=BookingState(booking.state))


def get(connection: Connection, id: int, *, for_update: bool = False) -> Booking | None:
    """The booking with that number."""
    find = select(*COLUMNS).where(Row.id == id)
    row = connection.execute(find.with_for_update() if for_update else find).first()
    return of(row) if row else None


def standing(connection: Connection, contact_id: int, now: datetime, *, besides: int = 0) -> Booking | None:
    """The appointment that a person has ahead of them, besides that one."""
    theirs = Row.contact_id == contact_id, Row.state.in_(STANDING), Row.begins_at > now, Row.id != besides
    row = connection.execute(select(*COLUMNS).where(*theirs).order_by(Row.begins_at).limit(1)).first()
    return of(row) if row else None


def book(
    connection: Connection, wanted: Wanted, by: str, now: datetime, state: BookingState = BookingState.CONFIRMED
) -> Booking | None:
    """Book that time; None where somebody else has it, or a part of it."""
    one_at_a_time(connection)
    row = {**vars(wanted), "state": state, "version": 1, "created_by": by}
    try:
        with connection.begin_nested():
            made = {**row, "secret": secrets.token_urlsafe(SECRET), "created_at": now, "updated_at": now}
            id = connection.scalars(insert(Row).returning(Row.id), made).one()
            _take(connection, id, wanted.member_id, wanted)
    except IntegrityError:
        return None
    booking = Booking(id=id, **row)
    if state is not BookingState.HELD:
        forget_wish(connection, booking.contact_id)
    _note(connection, "booking.make", booking, {}, _told(booking), by, now)
    return booking


def forget_wish(connection: Connection, contact_id: int) -> None:
    """Who has an appointment waits for none."""
    connection.execute(delete(WaitingWish).where(WaitingWish.contact_id == contact_id))


def move(connection: Connection, booking: Booking, wanted: Wanted, by: str, now: datetime) -> Booking | None:
    """Let it begin at another time, or with another consultant; None where that time is taken, and all stays as it was.

    The booking must be locked, and may be moved.
    """
    one_at_a_time(connection)
    changed = {name: value for name, value in vars(wanted).items() if name != "zone"}
    moved = replace(booking, **changed, state=BookingState.MOVED, version=booking.version + 1)
    try:
        with connection.begin_nested():
            connection.execute(delete(BookingCell).where(BookingCell.booking_id == booking.id))
            _take(connection, booking.id, wanted.member_id, wanted)
            _keep(connection, moved, now)
    except IntegrityError:
        return None
    _note(connection, _ACTIONS[moved.state], moved, _told(booking), _told(moved), by, now)
    return moved


def end(connection: Connection, booking: Booking, state: BookingState, by: str, now: datetime) -> Booking:
    """Confirm or cancel it, or note what came of it; the booking must be locked, and the step one of `STEPS`."""
    if not booking.state.may_become(state):
        raise ValueError(f"{booking.state} cannot become {state}")
    ended = replace(booking, state=state, version=booking.version + 1)
    if state is BookingState.CANCELLED:
        one_at_a_time(connection)  # who wants this very time waits for us, and may be before us for another one
        connection.execute(delete(BookingCell).where(BookingCell.booking_id == booking.id))
    _keep(connection, ended, now)
    _note(connection, _ACTIONS[state], ended, {"state": booking.state}, {"state": state}, by, now)
    return ended


def taken(connection: Connection, members: Sequence[int], since: datetime) -> dict[int, frozenset[datetime]]:
    """Which quarters of an hour these consultants have no more, from a day before then on."""
    cell = BookingCell.member_id, BookingCell.begins_at
    later = BookingCell.member_id.in_(members), BookingCell.begins_at > since - timedelta(days=1)
    found: dict[int, set[datetime]] = {member: set() for member in members}
    for row in connection.execute(select(*cell).where(*later)):
        found[row.member_id].add(row.begins_at)
    return {member: frozenset(times) for member, times in found.items()}


def one_at_a_time(connection: Connection) -> None:
    """Until this transaction ends no other one books or cancels: two could wait for each other's times.

    That nothing is booked twice does not hang on it. On SQLite whoever has begun to write is alone.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_BOOKING_LOCK)


_BOOKING_LOCK = text("SELECT pg_advisory_xact_lock(7263549)")  # any number of ours, beside that of deploys


def _take(connection: Connection, id: int, member: int, wanted: Wanted) -> None:
    whole = (wanted.minutes + wanted.buffer_minutes) * _MINUTE
    rows = [{"member_id": member, "begins_at": at, "booking_id": id} for at in cells(wanted.begins_at, whole)]
    connection.execute(insert(BookingCell), rows)


def _keep(connection: Connection, booking: Booking, now: datetime) -> None:
    kept = {column.key: getattr(booking, column.key) for column in COLUMNS if column is not Row.id}
    connection.execute(update(Row).where(Row.id == booking.id).values(**kept, updated_at=now))


def _told(booking: Booking) -> dict[str, Any]:
    return {"begins_at": booking.begins_at, "member_id": booking.member_id, "state": booking.state}


def _note(
    connection: Connection, action: str, booking: Booking, before: dict[str, Any], after: dict[str, Any], by: str,
    now: datetime,
) -> None:  # fmt: skip
    was = {**dict.fromkeys(after), **before}
    audit.note(connection, by, action, f"booking:{booking.id}", was, after, now, booking.contact_id)

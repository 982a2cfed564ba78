"""Appointments in other calendars: a file for person and consultant, and a feed that a consultant follows."""

import secrets
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from relaystack.engine import calendar_files
from relaystack.engine.calendar_files import Event
from relaystack.engine.flow import Book
from relaystack.models import STANDING, Booking, BookingState, ConsultantCalendar, Contact, Lead, StaffMember

from ..notices import known
from ..storage import audit
from ..storage.database import Database, insert
from ..storage.versions import must_be
from . import bookings

SECRET = 24  # bytes of what names a feed
KEPT = timedelta(days=30)  # that an appointment which is over stays in feeds, and its own address answers
MOST = 2_000  # events of a feed
FEED, APPOINTMENT = "/calendar", "/calendar/appointment"
_NAMED = (
    select(*bookings.COLUMNS, Booking.secret, Booking.updated_at, known.NAME_COLUMN, Contact.language,
           StaffMember.name.label("consultant"))
    .join(Contact, Contact.id == Booking.contact_id)
    .join(StaffMember, StaffMember.id == Booking.member_id)
    .outerjoin(Lead, Lead.contact_id == Booking.contact_id)
)  # fmt: skip


class Follower(NamedTuple):
    """The member of the staff whose feed it is."""

    id: int
    role: str
    name: str


@dataclass(frozen=True)
class Named:
    """An appointment with whom it is with, on both sides."""

    booking: bookings.Booking
    secret: str
    changed_at: datetime
    person: str
    language: str
    consultant: str

    def event(self, title: str, notes: str) -> Event:
        """It in a calendar."""
        booking = self.booking
        uid = sha256(self.secret.encode()).hexdigest()[:32] if self.secret else f"booking-{booking.id}"
        off, unpaid = booking.state is BookingState.CANCELLED, booking.is_unpaid
        state = "CANCELLED" if off else "TENTATIVE" if unpaid else "CONFIRMED"
        return Event(f"{uid}@relaystack", booking.version - 1, self.changed_at, booking.begins_at, booking.ends_at,
                     title, notes, state)  # fmt: skip

    def for_person(self, book: Book) -> Event:
        """As the person has it, in their language; it says nothing that was typed."""
        language = self.language or str(book.brand["language"])
        said = {"brand": book.brand_in(language), "who": self.consultant}
        return self.event(*(book.phrases[f"calendar_file.{part}"].fill(language, said) for part in ("title", "notes")))

    def for_staff(self, site: str = "") -> Event:
        """As its consultant has it."""
        held = self.booking.state is BookingState.HELD
        unpaid = (" (offered)" if held else " (not paid yet)") if self.booking.is_unpaid else ""
        link = f"{site}/console/bookings/{self.booking.id}" if site else ""
        return self.event(f"Consultation: {self.person}{unpaid}", link)


def named(connection: Connection, booking_id: int) -> Named | None:
    """That appointment."""
    row = connection.execute(_NAMED.where(Booking.id == booking_id)).first()
    return _of(row) if row else None


def by_secret(connection: Connection, secret: str, now: datetime) -> Named | None:
    """The appointment of that address, if it is or was booked, and not long over."""
    row = connection.execute(_NAMED.where(Booking.secret == secret)).first() if secret else None
    found = _of(row) if row else None
    is_shown = found and not found.booking.is_unpaid and now < found.booking.ends_at + KEPT
    return found if is_shown else None


def link(site: str, connection: Connection, booking_id: int) -> str:
    """Where a person finds the file of their appointment; empty where nothing of ours can be reached."""
    secret = connection.scalar(select(Booking.secret).where(Booking.id == booking_id)) if site else ""
    return f"{site}{APPOINTMENT}/{secret}.ics" if site and secret else ""


def feed_link(site: str, feed: str) -> str:
    """Where a consultant's calendar finds their feed."""
    return f"{site}{FEED}/{feed}.ics" if site and feed else ""


def follow(connection: Connection, feed: str) -> Follower | None:
    """Whose feed that is, if they are in the team."""
    who = select(StaffMember.id, StaffMember.role, StaffMember.name)
    who = who.join(ConsultantCalendar, ConsultantCalendar.member_id == StaffMember.id)
    row = connection.execute(who.where(ConsultantCalendar.feed == feed, StaffMember.removed_at.is_(None))).first()
    return Follower(row.id, row.role, row.name) if row else None


def fed(connection: Connection, member: int, site: str, name: str, now: datetime) -> bytes:
    """What a consultant's feed says: what stands of theirs, and was a short while ago."""
    theirs = Booking.member_id == member, Booking.begins_at > now - KEPT
    shown = {*STANDING, BookingState.DONE, BookingState.NO_SHOW}
    found = _NAMED.where(*theirs, Booking.state.in_(shown)).order_by(Booking.begins_at).limit(MOST)
    events: Iterator[Event] = (_of(row).for_staff(site) for row in connection.execute(found))
    return calendar_files.written(events, name=name)


def feed_of(connection: Connection, member: int) -> str:
    """The secret of a member's feed; empty where they have none."""
    return connection.scalar(select(ConsultantCalendar.feed).where(ConsultantCalendar.member_id == member)) or ""


def version_of(feed: str) -> dict[str, str]:
    """As the version of a form goes by, which tells nothing of it."""
    return {"feed": sha256(feed.encode()).hexdigest() if feed else ""}


def change_feed(database: Database, member: int, by: str, seen: Container[str] | None, *, on: bool) -> None:
    """Give a member a new feed, or none; the old address leads nowhere from now on. Raises Outdated by `seen`."""
    now, feed = datetime.now(UTC), secrets.token_urlsafe(SECRET) if on else None
    with database.transaction() as connection:
        connection.execute(select(StaffMember.id).where(StaffMember.id == member).with_for_update(key_share=True))
        before = feed_of(connection, member)
        must_be(seen, version_of(before))
        row = {"member_id": member, "feed": feed, "updated_at": now}
        new = insert(connection, ConsultantCalendar)
        kept = new.on_conflict_do_update(index_elements=["member_id"], set_={"feed": feed, "updated_at": now})
        connection.execute(kept, row)
        told = {"feed": "a new address" if on else "no address"}
        was = {"feed": "an address" if before else "no address"}
        audit.note(connection, by, "bookings.feed", f"member:{member}", was, told, now)


def _of(row: Any) -> Named:
    booking = bookings.of(row)
    return Named(booking, row.secret, row.updated_at, row.name, row.language or "", row.consultant)

"""Whoever left an e-mail address gets the file of their appointment there, where e-mails to customers are wanted.

Nobody has checked the address: few go out, and they say nothing that was typed (decision 9).
"""

from datetime import datetime

from sqlalchemy import Connection, select

from relaystack.engine import customer_mails, locale_formats
from relaystack.engine.flow import Book
from relaystack.models import BookingState, Lead

from ..contacts import confirmation_slots
from ..contacts.identification import Person
from ..outbox import outbox
from . import calendars
from .bookings import Booking

CARRIER = "customer_mail"
A_DAY = 6  # to one address, and because of one person: booked, moved a few times, called off


def post(
    connection: Connection, person: Person, book: Book, booking: Booking, key: str, zone: str, now: datetime
) -> None:
    """Send the file as the appointment is now, by the clock of `zone`."""
    email = connection.scalar(select(Lead.email).where(Lead.contact_id == person.id))
    named = calendars.named(connection, booking.id)
    if not email or person.opted_out_at or named is None:
        return
    if not confirmation_slots.take(connection, person.id, email, "appointment of ", A_DAY, now):
        return
    language = person.language or str(book.brand["language"])
    when = locale_formats.moment_in(language, booking.begins_at.isoformat(), zone)
    mail = customer_mails.appointment(book, language, _outcome(booking), when)
    payload = {
        "to": email, "reply_to": book.brand.get("email", ""), "language": mail.language, "subject": mail.subject,
        "text": mail.text, "calendar": named.for_person(book).to_json(),
    }  # fmt: skip
    row = {"key": f"{key}/letter", "carrier": CARRIER, "contact_id": person.id, "due_at": now, "payload": payload}
    outbox.post(connection, [row], now)


def _outcome(booking: Booking) -> str:
    known = {BookingState.CANCELLED: "cancelled", BookingState.MOVED: "moved"}
    return known.get(booking.state, "booked")

"""People are reminded of their appointments, a day and an hour before, where the content says so.

It is looked at each minute. What is dealt with stands with the appointment by its version: another time is another
reminder, and what was called off has none. It goes once, however many workers look.
"""

import logging
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, insert, or_, select, update

from relaystack.engine import calendar_words
from relaystack.engine.facts import Facts
from relaystack.engine.phones import country_of
from relaystack.models import BOT, Booking, BookingState, Direction, Message, Status

from ..bookings import bookings, in_chat
from ..contacts.identification import Person
from ..contacts.people import People
from ..conversations.talks import ConversationSettings
from ..message_templates.template_sending import CannotSend
from ..outbox import outbox
from ..storage.database import AWAY, Database
from . import appointment_templates, staff_texts

log = logging.getLogger(__name__)
DAY, HOUR = timedelta(hours=24), timedelta(hours=1)
TOO_LATE = timedelta(hours=2)  # before it begins, the reminder of the day before says nothing new
AT_ONCE = 100  # that one look deals with
_SURE = Booking.state.in_((BookingState.CONFIRMED, BookingState.MOVED))

_LOOKED_AT = (
    select(*bookings.COLUMNS, Booking.reminded, Booking.nudged, Booking.updated_at).where(_SURE).with_for_update()
)


def send(database: Database, settings: ConversationSettings) -> None:
    """Remind all of whom it is time, each by themselves: one that cannot be reminded holds up no other."""
    rules, now = settings.book.appointments, datetime.now(UTC)
    if not (rules.day_before or rules.hour_before):
        return
    a_day = (Booking.begins_at <= now + DAY) & (Booking.reminded < Booking.version)
    an_hour = (Booking.begins_at <= now + HOUR) & (Booking.nudged < Booking.version)
    found = select(Booking.id, Booking.contact_id).where(_SURE, Booking.begins_at > now, or_(a_day, an_hour))
    with database.reading() as connection:
        rows = connection.execute(found.order_by(Booking.begins_at, Booking.id).limit(AT_ONCE)).all()
    for row in rows:
        try:
            _deal_with(database, settings, row.contact_id, row.id)
        except AWAY:
            raise
        except Exception:
            log.exception("of appointment %s nobody can be reminded", row.id)
            _deal_with(database, settings, row.contact_id, row.id, silently=True)


def _deal_with(
    database: Database, settings: ConversationSettings, contact_id: int, id: int, *, silently: bool = False
) -> None:
    now = datetime.now(UTC)
    with database.transaction() as connection:
        people = People(connection, now)
        person = next(iter(people.lock([contact_id])), None)
        row = connection.execute(_LOOKED_AT.where(Booking.id == id)).first() if person else None
        if person is None or row is None:
            return  # erased, called off, or another one of us was faster
        booking, left, age = bookings.of(row), row.begins_at - now, row.begins_at - row.updated_at
        done = {"nudged": row.version} if left <= HOUR else {}
        if row.reminded < row.version and left <= DAY:
            done["reminded"] = row.version
            if left > TOO_LATE and age >= DAY and not silently:
                _a_day_before(connection, settings, person, booking, now)
        if "nudged" in done and row.nudged < row.version and age >= TOO_LATE and not silently:
            _an_hour_before(connection, settings, person, booking, now)
        if done:
            connection.execute(update(Booking).where(Booking.id == id).values(**done))
        people.save()


def _a_day_before(
    connection: Connection, settings: ConversationSettings, person: Person, booking: bookings.Booking, now: datetime
) -> None:
    name = settings.book.appointments.day_before
    if not name:
        return
    try:
        appointment_templates.send(connection, settings, person, booking, name, booking.reminder, now)
    except CannotSend as refused:
        log.warning("the reminder of appointment %s is not sent: %s", booking.id, refused)


def _an_hour_before(
    connection: Connection, settings: ConversationSettings, person: Person, booking: bookings.Booking, now: datetime
) -> None:
    """In the chat, where words may go and no consultant is talking; taps below it say which appointment is meant."""
    is_ours = not person.is_handed_over(now) and staff_texts.against(connection, settings, person, now) is None
    if not (settings.book.appointments.hour_before and is_ours):
        return
    country = country_of(person.phone)
    calendar = in_chat.Calendar(connection, person, country, now, ways=settings.ways)
    facts = Facts(now, settings.catalogue.get(connection), language=person.language, country=country)
    reply = calendar_words.reply(settings.book, {**calendar.standing(booking), "outcome": "soon"}, facts)
    if reply is None:
        return
    key, payload = f"{booking.reminder}/hour", reply.to_json()
    due, person.paced_until = outbox.paced(person.paced_until, now)
    message = {
        "contact_id": person.id, "phone": person.phone, "message": reply.text, "direction": Direction.OUTGOING,
        "timestamp": now, "status": Status.QUEUED, "kind": "text", "key": key, "author": BOT, "content": payload,
    }  # fmt: skip
    connection.execute(insert(Message), message)
    item = {"key": key, "carrier": outbox.WHATSAPP, "contact_id": person.id, "payload": payload, "due_at": due}
    outbox.post(connection, [item], now)

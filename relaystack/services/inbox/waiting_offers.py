"""Times that are free again are offered to who waits for one, in their order, and held for each for a while.

It is looked at each minute. What is free is seen from the calendar itself, so nothing that was freed is forgotten,
whoever dies in between; what was offered is a booking that was held, so nobody is asked twice for the same time.
"""

import logging
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from relaystack.engine.phones import country_of
from relaystack.models import BookingState

from ..bookings import bookings, clocks, hours, offers, waiting
from ..bookings.offers import Agenda
from ..bookings.waiting import WAITING, Wish
from ..contacts.identification import Person
from ..contacts.people import People
from ..conversations.conversations import Conversations
from ..conversations.talks import ConversationSettings
from ..message_templates.template_sending import CannotSend
from ..storage.database import AWAY, Database
from . import appointment_templates, staff_texts

log = logging.getLogger(__name__)
AGAIN = timedelta(hours=1)  # after somebody could not be asked


def send(database: Database, settings: ConversationSettings) -> None:
    """Pass on what nobody answered in time, then offer what is free; each person by themselves."""
    with database.reading() as connection:
        late, forgotten = waiting.due(connection, datetime.now(UTC)), waiting.forgotten(connection)
    for contact_id in late:
        _deal_with(database, settings, contact_id)
    for id in forgotten:
        with database.transaction() as connection:
            waiting.release(connection, id, bookings.BOT, datetime.now(UTC))
    with database.reading() as connection:
        hopeful = _hopeful(connection, settings, datetime.now(UTC))
    for contact_id in hopeful:
        _deal_with(database, settings, contact_id)


def _hopeful(connection: Connection, settings: ConversationSettings, now: datetime) -> list[int]:
    """Who may be offered something that is free by now, each time to the first alone; and who waits no more."""
    rows = waiting.expecting(connection, now)
    offered, promised = waiting.offered(connection, [row.contact_id for row in rows]), set[tuple[int, datetime]]()
    free = cache(lambda language: list(waiting.offerable(_agenda(connection, language, now))))
    found = []
    for row in rows:
        wish = waiting.of(row)
        zone = ZoneInfo(clocks.clock_of(row, country_of(row.phone), now) or "UTC")
        left = (one for one in free(row.language or "") if (one.consultant.id, one.at) not in promised)
        if wish.is_over(zone, now):
            found.append(wish.contact_id)
        elif first := waiting.next_for(wish, left, zone, offered[wish.contact_id]):
            promised.add((first.consultant.id, first.at))
            found.append(wish.contact_id)
    return found


def _agenda(connection: Connection, language: str, now: datetime) -> Agenda:
    return offers.agenda(connection, now, hours.speaking(hours.bookable(connection), language))


def _deal_with(database: Database, settings: ConversationSettings, contact_id: int) -> None:
    try:
        _dealt_with(database, settings, contact_id)
    except AWAY:
        raise
    except Exception:
        log.exception("contact %s waits for a time and can be offered none", contact_id)
        with database.transaction() as connection:
            if wish := waiting.of_contact(connection, contact_id):
                waiting.rest(connection, wish, datetime.now(UTC) + AGAIN)


def _dealt_with(database: Database, settings: ConversationSettings, contact_id: int) -> None:
    now = datetime.now(UTC)
    with database.transaction() as connection:
        people = People(connection, now)
        person = next(iter(people.lock([contact_id])), None)
        wish = waiting.of_contact(connection, contact_id) if person else None
        if person is None or wish is None:
            return  # erased, or they have left the list
        if wish.until and wish.until <= now:
            waiting.pass_on(connection, wish, now)
        elif wish.booking_id is None and wish.rests_until <= now and not person.is_handed_over(now):
            _offer(connection, settings, person, wish, now)
        people.save()


def _offer(connection: Connection, settings: ConversationSettings, person: Person, wish: Wish, now: datetime) -> None:
    """Hold the first time that suits them, and ask; where they cannot be asked, nothing is held."""
    zone = ZoneInfo(clocks.clock_of(person, country_of(person.phone), now) or "UTC")
    if wish.is_over(zone, now) or bookings.standing(connection, person.id, now):
        waiting.leave(connection, person.id, bookings.BOT, now)
        return
    bookings.one_at_a_time(connection)
    free = waiting.offerable(_agenda(connection, person.language or "", now))
    offer = waiting.next_for(wish, free, zone, waiting.offered(connection, [person.id])[person.id])
    if offer is None:
        return
    how = offer.consultant.consulting
    wanted = bookings.Wanted(
        person.id, offer.consultant.id, offer.at, how.minutes, how.buffer_minutes,
        clocks.clock_of(person, country_of(person.phone), now),
    )  # fmt: skip
    try:
        with connection.begin_nested():
            held = bookings.book(connection, wanted, WAITING, now, BookingState.HELD)
            if held is None:
                return
            waiting.offer(connection, wish, held, now)
            _ask(connection, settings, person, held, now)
    except CannotSend as refused:
        log.warning("contact %s waits for a time and cannot be asked: %s", person.id, refused)
        waiting.rest(connection, wish, now + AGAIN)


def _ask(
    connection: Connection, settings: ConversationSettings, person: Person, held: bookings.Booking, now: datetime
) -> None:
    """In the chat; by the template of the content where they have not written for 24 hours. Raises CannotSend."""
    refused = staff_texts.against(connection, settings, person, now)
    if refused is None:
        conversations = Conversations(connection, settings, now)
        conversations.open([person])
        conversations.offer_time(person, held, now)
        conversations.save()
    elif refused.reason == staff_texts.OUTSIDE:
        name, cause = settings.book.appointments.freed, f"waiting/{held.id}"
        appointment_templates.send(connection, settings, person, held, name, cause, now)
    else:
        raise CannotSend([refused.reason])

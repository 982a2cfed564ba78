"""What the calendar answers to a conversation: times that are free, and what became of a booking; all at once."""

from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from relaystack.engine.effects import HELD, BookTime, CalendarEffect, CancelBooking, FindTimes, WaitForTime
from relaystack.engine.payments import Fee
from relaystack.models import BookingState

from ..contacts.identification import Person
from . import bookings, offers, payments, waiting
from .bookings import CUSTOMER, Booking, Wanted
from .clocks import Clock
from .happened import Happened
from .looking import Looking
from .offers import Agenda, Offer
from .payments import Terms
from .telling import Result, Telling
from .ways import NO_WAYS, Ways

CAN = frozenset({"find_times", "book_time", "cancel_booking", "wait_for_time"})


class Calendar:
    """The calendar for one person, within the transaction of their turn."""

    def __init__(
        self, connection: Connection, person: Person, country: str, now: datetime, terms: Terms | None = None,
        ways: Ways = NO_WAYS,
    ) -> None:  # fmt: skip
        """Without `terms` nothing can be paid, and nothing costs anything."""
        self._connection, self._person, self._now, self._terms, self._ways = connection, person, now, terms, ways
        self._clock = Clock(connection, person, country, now)
        self._telling = Telling(connection, self._clock, now, terms, ways.site)
        self._looking = Looking(connection, person, self._telling, now)

    def answer(self, effect: CalendarEffect, key: str) -> Result:
        """Do what a turn wants, and say what came of it; `key` names the effect."""
        match effect:
            case FindTimes():
                return self._looking.found(effect)
            case BookTime():
                return self._booked(effect, key)
            case CancelBooking():
                return self._cancelled(effect, key)
            case WaitForTime():
                return self._waits(effect)
            case _:
                assert_never(effect)

    def _booked(self, asked: BookTime, key: str) -> Result:
        agenda = offers.agenda(self._connection, self._now)
        if not asked.booking:
            has = bookings.standing(self._connection, self._person.id, self._now)
            return self.standing(has) if has else self._made(agenda, asked, key)
        booking = self._locked(asked.booking)
        if booking is None:
            return self._late(agenda, asked, key)
        if booking.state is BookingState.HELD and (asked.time, asked.version) == (HELD, booking.version):
            return self._accepted(booking, key)
        if booking.version != asked.version or booking.is_unpaid:  # it is paid as it was chosen, or called off
            return self.standing(booking)
        return self._moved(agenda, booking, asked, key)

    def _made(self, agenda: Agenda, asked: BookTime, key: str) -> Result:
        offer = agenda.offer(asked.time)
        if offer and self._telling.fee(offer):
            return self._held(offer) or self._looking.taken(agenda, asked.time)
        made = offer and bookings.book(self._connection, self._wanted(offer), CUSTOMER, self._now)
        return self._told(None, made, "booked", key) if made else self._looking.taken(agenda, asked.time)

    def _held(self, offer: Offer) -> Result | None:
        """Keep the time until it is paid; its consultant hears of it then."""
        fee, unpaid = self._telling.fee(offer), BookingState.AWAITING_PAYMENT
        held = bookings.book(self._connection, self._wanted(offer), CUSTOMER, self._now, unpaid)
        return self.charge(held, fee) if held and fee else None

    def charge(self, held: Booking, fee: Fee) -> Result | None:
        """Ask for the fee of what is held; None where nothing can be paid."""
        if self._terms is None:
            return None
        who, language = (self._person.id, held.id), self._person.language or "en"
        payments.ask(self._connection, *who, fee, held.begins_at, self._clock.said, language, self._terms, self._now)
        return {**self.standing(held), "outcome": "held"}

    def _accepted(self, held: Booking, key: str) -> Result:
        """What the waiting list holds is theirs, or held on until it is paid; not where it cannot be had any more."""
        if has := bookings.standing(self._connection, self._person.id, self._now, besides=held.id):
            waiting.leave(self._connection, self._person.id, CUSTOMER, self._now)
            waiting.release(self._connection, held.id, CUSTOMER, self._now)
            return self.standing(has)
        if not offers.still_stands(self._connection, held, self._now):
            waiting.release(self._connection, held.id, bookings.BOT, self._now)
            waiting.declined(self._connection, self._person.id)
            return {"outcome": "missed"}
        bookings.forget_wish(self._connection, self._person.id)
        fee = self._telling.fee_of(held.member_id)
        state = BookingState.AWAITING_PAYMENT if fee else BookingState.CONFIRMED
        kept = bookings.end(self._connection, held, state, CUSTOMER, self._now)
        return (fee and self.charge(kept, fee)) or self._told(None, kept, "booked", key)

    def _late(self, agenda: Agenda, asked: BookTime, key: str) -> Result:
        """What is named is over; what the waiting list held may still be free."""
        lost = self._was_offered(asked.booking) if asked.time == HELD else None
        if lost is None:
            return {"outcome": "over"}
        if has := bookings.standing(self._connection, self._person.id, self._now):
            return self.standing(has)
        again = BookTime(asked.place, f"{lost.member_id}-{lost.begins_at:%Y%m%dT%H%M}")
        return self._made(agenda, again, key) if agenda.offer(again.time) else {"outcome": "missed"}

    def _was_offered(self, id: int) -> Booking | None:
        """What the waiting list held for this person."""
        booking = bookings.get(self._connection, id) if isinstance(id, int) else None
        is_theirs = booking and booking.contact_id == self._person.id and booking.created_by == waiting.WAITING
        return booking if is_theirs else None

    def _waits_on(self) -> Result:
        """They said no to what was offered: others are, unless they wait no more."""
        return {"outcome": "declined" if waiting.of_contact(self._connection, self._person.id) else "unwaited"}

    def _waits(self, asked: WaitForTime) -> Result:
        """Let them wait, or wait no more; who could have any time is offered the next ones instead."""
        if asked.stop:
            waiting.leave(self._connection, self._person.id, CUSTOMER, self._now)
            return {"outcome": "unwaited"}
        if has := bookings.standing(self._connection, self._person.id, self._now):
            return self.standing(has)
        wish, zone = dict(asked.wish or {}), ZoneInfo(self._clock.said)
        free = waiting.suiting(self._looking.agenda(asked.language), wish, zone)
        if free and not wish:
            return self._looking.offered(wish, "", asked.language)
        waiting.join(self._connection, self._person.id, wish, free, CUSTOMER, self._now)
        return {"outcome": "waiting"}

    def free(self) -> Result:
        """The next free times."""
        return self._looking.offered({}, "", self._person.language or "")

    def _moved(self, agenda: Agenda, booking: Booking, asked: BookTime, key: str) -> Result:
        offer = agenda.offer(asked.time)
        wanted = self._wanted(offer) if offer else None
        moved = bookings.move(self._connection, booking, wanted, CUSTOMER, self._now) if wanted else None
        if moved is None:
            return self._looking.taken(agenda, asked.time, moves=True)
        return self._told(booking, moved, "moved", key)

    def _cancelled(self, asked: CancelBooking, key: str) -> Result:
        booking = self._locked(asked.booking)
        if booking is None:
            return self._waits_on() if self._was_offered(asked.booking) else {"outcome": "over"}
        if booking.version != asked.version:
            return self.standing(booking)
        ended = bookings.end(self._connection, booking, BookingState.CANCELLED, CUSTOMER, self._now)
        payment = payments.call_off(self._connection, booking.id, self._now)
        if booking.state is BookingState.HELD:
            waiting.declined(self._connection, self._person.id)
            return self._waits_on()
        if booking.is_unpaid:
            return {"outcome": "cancelled"}  # its consultant has not heard of it
        return {**self._told(booking, ended, "cancelled", key), "paid": payment.told if payment else ""}

    def _locked(self, id: int) -> Booking | None:
        """The person's own booking of that number, if it can still be changed; nobody reaches another one's.

        A tap carries the number, and may carry anything instead.
        """
        booking = bookings.get(self._connection, id, for_update=True) if isinstance(id, int) else None
        is_theirs = booking is not None and booking.contact_id == self._person.id
        return booking if booking and is_theirs and booking.can_change(self._now) else None

    def _wanted(self, offer: Offer) -> Wanted:
        how = offer.consultant.consulting
        who = self._person.id, offer.consultant.id
        return Wanted(*who, offer.at, how.minutes, how.buffer_minutes, self._clock.zone)

    def _told(self, before: Booking | None, booking: Booking, outcome: str, key: str) -> Result:
        self.tell(before, booking, f"{key}/{outcome}")
        return {**self.standing(booking), "outcome": outcome}

    def tell(self, before: Booking | None, after: Booking, key: str, by: int | None = None) -> None:
        """Have those hear of it whom it concerns; not the member `by`."""
        self._ways.tell(self._connection, self._person, self._clock, before, after, key, self._now, by)

    def happened(self, what: Happened) -> None:
        """Let it be heard of outside."""
        self._ways.hear(what)

    def standing(self, booking: Booking) -> Result:
        """An appointment as flows speak of it."""
        return self._telling.standing(booking)

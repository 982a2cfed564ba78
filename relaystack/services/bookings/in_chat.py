"""What the calendar answers to a conversation: times that are free, and what became of a booking; all at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, assert_never
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from relaystack.engine import country_zones
from relaystack.engine.effects import HELD, BookTime, CalendarEffect, CancelBooking, FindTimes, WaitForTime
from relaystack.engine.flow import Book
from relaystack.engine.payments import Fee
from relaystack.engine.phone_zones import differ, zone_of
from relaystack.models import BookingState

from ..contacts.identification import Person
from . import bookings, calendars, hours, letters, news, offers, payments, waiting
from .bookings import CUSTOMER, Booking, Wanted
from .happened import Happened, Hear, nobody
from .offers import Agenda, Offer
from .payments import Terms

CAN = frozenset({"find_times", "book_time", "cancel_booking", "wait_for_time"})
Result = dict[str, Any]


@dataclass(frozen=True)
class Ways:
    """How people hear of it besides the chat: where our pages are, the words of e-mails, if they get any, and CRMs."""

    site: str = ""
    mails: Book | None = None
    hear: Hear = nobody


NO_WAYS = Ways()


class Calendar:
    """The calendar for one person, within the transaction of their turn."""

    def __init__(
        self, connection: Connection, person: Person, country: str, now: datetime, terms: Terms | None = None,
        ways: Ways = NO_WAYS,
    ) -> None:  # fmt: skip
        """Without `terms` nothing can be paid, and nothing costs anything."""
        self._connection, self._person, self._now, self._terms = connection, person, now, terms
        self._ways, self._country = ways, country

    def answer(self, effect: CalendarEffect, key: str) -> Result:
        """Do what a turn wants, and say what came of it; `key` names the effect."""
        match effect:
            case FindTimes():
                return self._found(effect)
            case BookTime():
                return self._booked(effect, key)
            case CancelBooking():
                return self._cancelled(effect, key)
            case WaitForTime():
                return self._waits(effect)
            case _:
                assert_never(effect)

    def _found(self, asked: FindTimes) -> Result:
        has = bookings.standing(self._connection, self._person.id, self._now)
        if has and not asked.booking:
            return self.standing(has)
        zones = country_zones.of(self._country, self._now, asked.language)
        if any(asked.zone == zone for zone, _ in zones):
            self._person.zone = asked.zone
        if len(zones) > 1 and not (asked.zone or self._zone):
            return {"outcome": "zone", "zones": [self._place(*zone) for zone in zones]}
        return self._offered(asked.wish or {}, asked.after, asked.language)

    def _place(self, zone: str, city: str) -> Result:
        return {"zone": zone, "city": city, "at": self._now.isoformat()}

    def _offered(self, wish: Mapping[str, str], after: str, language: str) -> Result:
        agenda, zone = self._agenda(language), ZoneInfo(self._clock)
        exact = offers.wished(agenda.every(), wish, zone) if wish else []
        since = offers.begins(wish, zone) or _next_day(after, zone)
        found = exact or offers.next_ones(agenda.every(since), zone) or offers.next_ones(agenda.every(), zone)
        if not found:
            return {"outcome": "none", "waits": self._is_waiting}
        return {
            "outcome": "free", "times": [self._shown(one) for one in found], "exact": bool(exact) or not wish,
            "further": found[-1].at.isoformat(), "waits": self._is_waiting,
        }  # fmt: skip

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
        if offer and self._fee(offer):
            return self._held(offer) or self._taken(agenda, asked)
        made = offer and bookings.book(self._connection, self._wanted(offer), CUSTOMER, self._now)
        return self._told(None, made, "booked", key) if made else self._taken(agenda, asked)

    def _held(self, offer: Offer) -> Result | None:
        """Keep the time until it is paid; its consultant hears of it then."""
        fee, unpaid = self._fee(offer), BookingState.AWAITING_PAYMENT
        held = bookings.book(self._connection, self._wanted(offer), CUSTOMER, self._now, unpaid)
        return self.charge(held, fee) if held and fee else None

    def charge(self, held: Booking, fee: Fee) -> Result | None:
        """Ask for the fee of what is held; None where nothing can be paid."""
        if self._terms is None:
            return None
        who, language = (self._person.id, held.id), self._person.language or "en"
        payments.ask(self._connection, *who, fee, held.begins_at, self._clock, language, self._terms, self._now)
        return {**self.standing(held), "outcome": "held"}

    def _accepted(self, held: Booking, key: str) -> Result:
        """What the waiting list holds is theirs, or held on until it is paid."""
        bookings.forget_wish(self._connection, self._person.id)
        fee = self._fee_of(held.member_id)
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

    def _waits(self, asked: WaitForTime) -> Result:
        """Let them wait, or wait no more; who could have any time is offered the next ones instead."""
        if asked.stop:
            waiting.leave(self._connection, self._person.id, CUSTOMER, self._now)
            return {"outcome": "unwaited"}
        if has := bookings.standing(self._connection, self._person.id, self._now):
            return self.standing(has)
        wish, zone = dict(asked.wish or {}), ZoneInfo(self._clock)
        free = waiting.suiting(self._agenda(asked.language), wish, zone)
        if free and not wish:
            return self._offered(wish, "", asked.language)
        waiting.join(self._connection, self._person.id, wish, free, CUSTOMER, self._now)
        return {"outcome": "waiting"}

    @property
    def _is_waiting(self) -> bool:
        return waiting.of_contact(self._connection, self._person.id) is not None

    def _agenda(self, language: str) -> Agenda:
        return offers.agenda(self._connection, self._now, hours.speaking(hours.bookable(self._connection), language))

    def _fee_of(self, member_id: int) -> Fee | None:
        return hours.of(self._connection, member_id).costs if self._terms else None

    def _fee(self, offer: Offer) -> Fee | None:
        return offer.consultant.consulting.costs if self._terms else None

    def free(self) -> Result:
        """The next free times."""
        return self._offered({}, "", self._person.language or "")

    def _moved(self, agenda: Agenda, booking: Booking, asked: BookTime, key: str) -> Result:
        offer = agenda.offer(asked.time)
        moved = offer and bookings.move(self._connection, booking, self._wanted(offer), CUSTOMER, self._now)
        return self._told(booking, moved, "moved", key) if moved else self._taken(agenda, asked)

    def _taken(self, agenda: Agenda, asked: BookTime) -> Result:
        """Somebody was faster: what is free near that time."""
        at = agenda.time_of(asked.time)
        here = at.astimezone(ZoneInfo(self._clock)) if at else None
        wish = {"day": f"{here:%Y-%m-%d}", "time": f"{here:%H:%M}"} if here else {}
        offered = self._offered(wish, "", self._person.language or "")
        return {**offered, "outcome": "taken"} if "times" in offered else offered

    def _cancelled(self, asked: CancelBooking, key: str) -> Result:
        booking = self._locked(asked.booking)
        if booking is None:
            return {"outcome": "declined" if self._was_offered(asked.booking) else "over"}
        if booking.version != asked.version:
            return self.standing(booking)
        ended = bookings.end(self._connection, booking, BookingState.CANCELLED, CUSTOMER, self._now)
        payment = payments.call_off(self._connection, booking.id, self._now)
        if booking.state is BookingState.HELD:
            waiting.declined(self._connection, self._person.id)
            return {"outcome": "declined"}
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
        return Wanted(*who, offer.at, how.minutes, how.buffer_minutes, self._zone)

    def _told(self, before: Booking | None, booking: Booking, outcome: str, key: str) -> Result:
        self.tell(before, booking, f"{key}/{outcome}")
        return {**self.standing(booking), "outcome": outcome}

    def tell(self, before: Booking | None, after: Booking, key: str, by: int | None = None) -> None:
        """Have those hear of it whom it concerns, with a file for their calendars; not the member `by`."""
        self.happened(Happened.to(before, after))
        news.tell(self._connection, before, after, key, self._now, by, self._ways.site)
        if book := self._ways.mails:
            letters.post(self._connection, self._person, book, after, key, self._clock, self._now)

    def happened(self, what: Happened) -> None:
        """Let it be heard of outside."""
        self._ways.hear(what)

    def standing(self, booking: Booking) -> Result:
        """An appointment as flows speak of it."""
        who = next((one for one in hours.every(self._connection) if one.id == booking.member_id), None)
        zone = hours.of(self._connection, booking.member_id).zone  # also of who has left the team
        shown = self._at(booking.begins_at, zone, who.name if who else "")
        if not booking.is_unpaid and (link := calendars.link(self._ways.site, self._connection, booking.id)):
            shown["calendar"] = link
        told: Result = {
            "outcome": "standing",
            "appointment": {**shown, "booking": booking.id, "version": booking.version},
        }
        if booking.state is BookingState.HELD:
            wish = waiting.of_contact(self._connection, self._person.id)
            fee = self._fee_of(booking.member_id)
            left = self._minutes((wish and wish.until) or self._now)
            return {**told, "outcome": "offered", "minutes": left, **({"fee": fee.shown()} if fee else {})}
        payment = payments.of_booking(self._connection, booking.id) if booking.is_unpaid else None
        if payment is None:
            return told
        left = self._minutes(payment.ends_at)
        return {**told, "outcome": "unpaid", "payment": {**payment.fee.shown(), "url": payment.url, "minutes": left}}

    def _minutes(self, until: datetime) -> int:
        return max(int((until - self._now).total_seconds()) // 60, 1)

    def _shown(self, offer: Offer) -> Result:
        fee = self._fee(offer)
        shown = {"id": offer.id, **self._at(offer.at, offer.consultant.consulting.zone, offer.consultant.name)}
        return {**shown, "fee": fee.shown()} if fee else shown

    def _at(self, at: datetime, theirs: str, who: str) -> Result:
        """A moment as the flow says it: by the person's clock, and by the consultant's where that differs.

        `ours` where it is not theirs: nobody knows by which clock they live.
        """
        office = theirs if differ(self._clock, theirs, at) else ""
        return {"at": at.isoformat(), "zone": self._clock, "office": office, "who": who, "ours": not self._zone}

    @property
    def _zone(self) -> str:
        """By whose clock the person lives; empty where nobody knows."""
        return clock_of(self._person, self._country, self._now)

    @property
    def _clock(self) -> str:
        """By which all times are said: the person's, or where nobody knows it that of the first who can be booked."""
        if self._zone:
            return self._zone
        return self._ours

    @cached_property
    def _ours(self) -> str:
        consultants = hours.bookable(self._connection)
        return consultants[0].consulting.zone if consultants else "UTC"


def clock_of(person: Person, country: str, now: datetime) -> str:
    """By whose clock they live: as they said, or the only one of their number's country; empty where nobody knows."""
    return person.zone or zone_of(country, now) or country_zones.only(country, now)


def _next_day(after: str, zone: ZoneInfo) -> datetime | None:
    if not after:
        return None
    day: date = datetime.fromisoformat(after).astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(day, datetime.min.time(), zone)

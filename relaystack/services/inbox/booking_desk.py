"""Appointments as staff make, move and end them; the person is told in their language, where we may write to them."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select

from relaystack.engine import calendar_words
from relaystack.engine.facts import Facts
from relaystack.engine.house import House
from relaystack.engine.payments import Fee
from relaystack.engine.phones import country_of
from relaystack.models import BookingState, StaffMember

from ..bookings import bookings, clocks, hours, in_chat, payments, waiting
from ..bookings.bookings import Booking, Wanted
from ..bookings.happened import Happened
from ..bookings.payments import Payment, Terms
from ..bookings.ways import Ways
from ..contacts.identification import Person
from ..contacts.people import People
from ..conversations import appointment_news
from ..conversations.talks import ConversationSettings
from ..message_templates.template_sending import CannotSend
from ..storage import audit
from ..storage.database import Database
from ..storage.versions import must_be
from . import appointment_templates, staff_texts
from .authors import Writer

CANCELLED = BookingState.CANCELLED
Change = Callable[[Connection, Person, Booking, datetime], Booking | None]


class CannotBook(Exception):
    """It cannot be done so; the text says why."""


@dataclass(frozen=True)
class Done:
    """What is booked now, and why the person could not be told; None where they are, or nobody wanted it."""

    booking: Booking
    untold: str | None = None


FURTHEST = timedelta(days=731)
LONGEST_REASON = 300
OFFERED = "A time of the waiting list is held for them. They answer first, or you take them off the list."
TAKEN = "Somebody else has this time, or a part of it. Choose another one."


@dataclass(frozen=True)
class BookingDesk:
    """What changes of appointments work with: where, by whom, and whether the person is told."""

    database: Database
    settings: ConversationSettings
    by: Writer
    tell: bool
    by_template: bool = False  # where no words may go any more: it is billed, so whoever changes something says so

    def make(self, contact_id: int, member: int, at: datetime, *, charge: bool = False) -> Done:
        """Book a time for somebody; with `charge` it is held until they have paid its fee. Raises CannotBook."""
        now = datetime.now(UTC)
        with self.database.transaction() as connection:
            people = People(connection, now)
            person = next(iter(people.lock([contact_id])), None)
            if person is None:
                raise CannotBook("Nobody with this number has written to us. They write first, then you can book.")
            if has := bookings.standing(connection, contact_id, now):
                if has.state is BookingState.HELD:
                    raise CannotBook(OFFERED)
                raise CannotBook(f"They have an appointment already, on {self.settings.house.clock(has.begins_at)}.")
            wanted = self._wanted(connection, person, member, at, now)
            fee = self._fee(connection, person, member, now) if charge else None
            state = BookingState.AWAITING_PAYMENT if fee else BookingState.CONFIRMED
            made = bookings.book(connection, wanted, self.by.name, now, state)
            if made is None:
                raise CannotBook(TAKEN)
            if fee:
                done = self._charged(connection, person, made, fee, now)
            else:
                done = Done(made, self._told(connection, person, made, "booked", now))
                self._tell_by_mail(connection, person, None, made, now)
            people.save()
        return done

    def _fee(self, connection: Connection, person: Person, member: int, now: datetime) -> Fee:
        """What the person has to pay; they must be one whom the link can reach."""
        fee = hours.of(connection, member).costs
        if fee is None:
            raise CannotBook("An appointment with this colleague costs nothing. Take the tick at the fee away.")
        if payments.CAN not in self.settings.can:
            raise CannotBook("Payments are not connected, so nobody can be asked to pay. Take the tick away.")
        if refused := staff_texts.against(connection, self.settings, person, now):
            why = refused.reason.removeprefix("not sent: ")
            raise CannotBook(
                f"The link to pay cannot reach them: {why}. Book it without the fee, or ask them to write."
            )
        return fee

    def _charged(self, connection: Connection, person: Person, held: Booking, fee: Fee, now: datetime) -> Done:
        """The link to pay comes as in the chat, whether they are told otherwise or not; so does what becomes of it."""
        calendar = self._calendar(connection, person, now, self.settings.ways, self.settings.terms)
        calendar.charge(held, fee)
        subject, told = f"booking:{held.id}", {"amount": str(fee)}
        audit.note(connection, self.by.name, "payment.ask", subject, {"amount": None}, told, now, person.id)
        return Done(held, replace(self, tell=True)._told(connection, person, held, "held", now))

    def move(self, id: int, member: int, at: datetime, seen: Container[str] | None = None) -> Done | None:
        """Give it another time, or another consultant; None where there is no such booking. Raises as `_changed`."""

        def change(connection: Connection, person: Person, booking: Booking, now: datetime) -> Booking:
            wanted = self._wanted(connection, person, member, at, now)
            moved = bookings.move(connection, booking, wanted, self.by.name, now)
            if moved is None:
                raise CannotBook(TAKEN)
            return moved

        return self._changed(id, BookingState.MOVED, change, "moved", seen)

    def end(
        self, id: int, state: BookingState, seen: Container[str] | None = None, refund: str | None = None
    ) -> Done | None:
        """Cancel it, or note what came of it; None where there is no such booking. Raises as `_changed`.

        With a reason to `refund` what was paid goes back too.
        """

        def change(connection: Connection, person: Person, booking: Booking, now: datetime) -> Booking:
            if state is not CANCELLED and now < booking.begins_at:
                raise CannotBook("It has not begun yet.")
            ended = bookings.end(connection, booking, state, self.by.name, now)
            payment = payments.call_off(connection, id, now) if state is CANCELLED else None
            if payment and refund is not None:
                self._send_back(connection, payment, refund, now)
            return ended

        return self._changed(id, state, change, "cancelled" if state is CANCELLED else "", seen)

    def refund(self, id: int, reason: str, seen: Container[str] | None = None) -> Payment | None:
        """Send back what was paid for it; None where nothing was. Raises CannotBook, or Outdated by `seen`."""
        now = datetime.now(UTC)
        with self.database.transaction() as connection:
            known = bookings.get(connection, id)
            if known is None or not People(connection, now).lock([known.contact_id]):
                return None
            bookings.get(connection, id, for_update=True)
            payment = payments.of_booking(connection, id)
            if payment is None:
                return None
            must_be(seen, payment.shown)
            return self._send_back(connection, payment, reason, now)

    def _send_back(self, connection: Connection, payment: Payment, reason: str, now: datetime) -> Payment:
        if not (reason := " ".join(reason.split())[:LONGEST_REASON]):
            raise CannotBook("Say why it is sent back: the accountant reads it.")
        if payments.CAN not in self.settings.can:
            raise CannotBook("Payments are not connected, so nothing can be sent back from here. Do it in Stripe.")
        sent = payments.refund(connection, payment, reason, self.by.name, now)
        if sent is None:
            raise CannotBook(f"This payment is {payment.state}: there is nothing to send back.")
        return sent

    def _changed(
        self, id: int, state: BookingState, change: Change, outcome: str, seen: Container[str] | None
    ) -> Done | None:
        """Change it under the locks of person and booking. Raises CannotBook, or Outdated by `seen`."""
        now = datetime.now(UTC)
        with self.database.transaction() as connection:
            known = bookings.get(connection, id)
            people = People(connection, now)
            person = next(iter(people.lock([known.contact_id])), None) if known else None
            booking = bookings.get(connection, id, for_update=True)
            if person is None or booking is None:
                return None
            must_be(seen, booking.shown)
            if not booking.state.may_become(state):
                raise CannotBook(f"This appointment is {booking.state.replace('_', ' ')}: that cannot follow.")
            if state in (BookingState.MOVED, CANCELLED) and now >= booking.begins_at:
                raise CannotBook("It has begun already. Note what came of it.")
            changed = change(connection, person, booking, now) or booking
            if booking.state is BookingState.HELD:  # they were only offered it, and wait on
                waiting.declined(connection, person.id)
                return Done(changed)
            done = Done(changed, self._told(connection, person, changed, outcome, now) if outcome else None)
            if outcome and not booking.is_unpaid:  # of what was never paid they have not heard
                self._tell_by_mail(connection, person, booking, changed, now)
            elif not outcome:
                self._announce(connection, [Happened.to(booking, changed)], now)
            people.save()
        return done

    def _wanted(self, connection: Connection, person: Person, member: int, at: datetime, now: datetime) -> Wanted:
        there = select(StaffMember.id).where(StaffMember.id == member, StaffMember.removed_at.is_(None))
        if connection.scalar(there) is None:
            raise CannotBook("This colleague is not in the team any more. Choose another one.")
        if at < now:
            raise CannotBook("This time is over.")
        if at > now + FURTHEST:
            raise CannotBook("Choose a day within the next two years.")
        if at.minute % 15:
            raise CannotBook("Appointments begin at whole quarters of an hour, like 09:00 or 09:15.")
        how = hours.of(connection, member)
        zone = clocks.clock_of(person, country_of(person.phone), now)
        return Wanted(person.id, member, at, how.minutes, how.buffer_minutes, zone)

    def _tell_by_mail(
        self, connection: Connection, person: Person, before: Booking | None, after: Booking, now: datetime
    ) -> None:
        """The person reads of it by e-mail only where they are to be told."""
        happened: list[Happened] = []
        own = self.settings.ways
        ways = replace(own, mails=own.mails if self.tell else None, hear=happened.append)
        key = f"desk/booking/{after.id}/{after.version}"
        self._calendar(connection, person, now, ways).tell(before, after, key, self.by.member_id)
        self._announce(connection, happened, now)

    def _announce(self, connection: Connection, happened: Sequence[Happened], now: datetime) -> None:
        appointment_news.announce(connection, happened, self.settings.can, now)

    def _calendar(
        self, connection: Connection, person: Person, now: datetime, ways: Ways, terms: Terms | None = None
    ) -> in_chat.Calendar:
        return in_chat.Calendar(connection, person, country_of(person.phone), now, terms, ways)

    def _told(
        self, connection: Connection, person: Person, booking: Booking, outcome: str, now: datetime
    ) -> str | None:
        """Tell the person; why that cannot be, where it cannot."""
        if not self.tell:
            return None
        if refused := staff_texts.against(connection, self.settings, person, now):
            if self.by_template and refused.reason == staff_texts.OUTSIDE:
                return self._by_template(connection, person, booking, outcome, now)
            return refused.reason.removeprefix("not sent: ")
        country = country_of(person.phone)
        calendar = self._calendar(connection, person, now, self.settings.ways)
        facts = Facts(now, self.settings.catalogue.get(connection), language=person.language, country=country)
        payment = payments.of_booking(connection, booking.id)
        told = {**calendar.standing(booking), "outcome": outcome, "paid": payment.told if payment else ""}
        words = calendar_words.told(self.settings.book, told, facts)
        key = staff_texts.key_of(person.id, f"booking/{booking.id}/{booking.version}")
        staff_texts.put(connection, self.settings, person, words, key, self.by, now, take=False)
        return None

    def _by_template(
        self, connection: Connection, person: Person, booking: Booking, outcome: str, now: datetime
    ) -> str | None:
        """Tell them by the template that the content names for this; why that cannot be, where it cannot."""
        rules = self.settings.book.appointments
        name = {"moved": rules.moved, "cancelled": rules.cancelled}.get(outcome, "")
        template = self.settings.content.templates.get(name)
        if template is None:
            return "they have not written within 24 hours, and there is no template for this"
        cause = staff_texts.key_of(person.id, f"booking/{booking.id}/{booking.version}")
        taking = staff_texts.taking(self.settings, self.by, template, take=False)
        try:
            appointment_templates.send(
                connection, self.settings, person, booking, name, cause, now, self.by.key, taking
            )
        except CannotSend as refused:
            return House.plain(str(refused))
        return None

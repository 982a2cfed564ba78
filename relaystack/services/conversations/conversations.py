"""How turns are taken under a person's lock, and what comes of them is written down, all at once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, assert_never

from sqlalchemy import Connection, exists, select

from relaystack.context import contact_id
from relaystack.engine import fragments
from relaystack.engine.calendar_words import place_of
from relaystack.engine.circumstances import Circumstances
from relaystack.engine.effects import (
    BookTime,
    CancelBooking,
    CaptureLead,
    Effect,
    FellQuiet,
    FindTimes,
    HandOver,
    NoteUnanswered,
    OptIn,
    OptOut,
    SearchJobs,
    Speak,
    TellStaff,
    WaitForTime,
    WakeUp,
)
from relaystack.engine.events import Incoming, PaymentSettled
from relaystack.engine.facts import Facts
from relaystack.engine.payments import PaymentHeard
from relaystack.engine.phones import country_of
from relaystack.engine.replies import Choice
from relaystack.engine.returns import offered
from relaystack.engine.state import State
from relaystack.engine.turn import Turn, take_turn
from relaystack.engine.updates import Attachment, Received
from relaystack.models import TOLD, Lead, OutboxItem, Session

from ..bookings import in_chat, payments
from ..bookings.bookings import Booking
from ..bookings.cashier import Cashier
from ..carriers import searches, timers
from ..contacts import consent, lease, permission, threads
from ..contacts.identification import Person
from ..files import media, uploads
from ..leads import leads
from ..outbox import outbox
from ..storage.sets import among
from . import gathering, taken, unanswered, withdrawal
from .deadline import within_time
from .talks import ConversationSettings, Talk
from .written import HandedOver, Written

_HAS_TIMER = exists().where(OutboxItem.contact_id == Session.contact_id, OutboxItem.carrier == timers.CARRIER)
_SESSIONS = (
    select(Session.contact_id, Session.state.label("state"), Session.last_activity, _HAS_TIMER.label("has_timer"),
           *(column.label(name) for name, column in TOLD.items()))
    .outerjoin(Lead, Lead.contact_id == Session.contact_id)
    .where(among(Session.contact_id, "ids"))
)  # fmt: skip


class Conversations:
    """The conversations of one transaction."""

    def __init__(self, connection: Connection, conversation_settings: ConversationSettings, now: datetime) -> None:
        self._connection = connection
        self._settings = conversation_settings
        self._now = now
        self._talks: dict[int, Talk] = {}
        self._written = Written()

    def open(self, people: Sequence[Person]) -> None:
        """Load where these people are; they must be locked already."""
        self._talks = {person.id: Talk(person, State(), None, {}) for person in people}
        for row in self._connection.execute(_SESSIONS, {"ids": list(self._talks)}):
            contact_id.set(row.contact_id)  # should this state or turn fail, the log says whose it was
            talk = self._talks[row.contact_id]
            talk.state, talk.last_activity = State.from_json(row.state), row.last_activity
            talk.has_timer = row.has_timer
            talk.known = {name: value for name in TOLD if (value := getattr(row, name)) is not None}

    def take(self, person: Person, incoming: Incoming, cause: str, at: datetime, *, by_person: bool = True) -> None:
        """Take one turn. `cause` is the id of what woke it; every key of what it does begins with that."""
        contact_id.set(person.id)
        talk = self._talks[person.id]
        person.begin_day(self._now.date())
        if by_person and not person.is_handed_over(self._now):
            lease.settle(person)  # they talk to the bot again
        facts = self._facts(person, at)
        turn = within_time(lambda: take_turn(self._settings.book, talk.state, incoming, facts))
        if talk.state.put_off and fragments.follows_at_once(facts) and turn.replies:
            turn = gathering.taken_in(self._connection, self._written, person.id, turn, self._now)
        before = talk.state
        talk.answers = _answers(before, turn.state)
        talk.state, talk.touched = turn.state, True
        if by_person:
            talk.last_activity = max(at, talk.last_activity or at)
            self._drop_timer(talk)
        reads = {"reads": cause} if by_person else talk.unread
        talk.unread = {} if turn.replies else reads
        person.answers += len(turn.replies)
        step = str(turn.state.place or "rest")
        for index, effect in enumerate(turn.effects):
            self.carry_out(person, effect, f"{cause}/{step}/effect{index}")
        self._queue(person, turn, f"{cause}/{step}", reads)
        self._written.turns.append(taken.row(person, before, turn, incoming, self._now))
        if talk.answered:
            answered, talk.answered = talk.answered, None
            self.take(person, answered, f"{cause}/calendar", at, by_person=False)

    def hear_of_payment(self, person: Person, said: PaymentHeard, cause: str, at: datetime) -> None:
        """Do what follows from news of a payment; what the person is to read of it is a turn."""
        result = Cashier(self._connection, person.id, self._calendar(person), self._now).heard(said)
        if result:
            self.take(person, PaymentSettled(place_of(self._settings.book), result), cause, at, by_person=False)

    def offer_time(self, person: Person, held: Booking, at: datetime) -> None:
        """Ask whether they want what the waiting list holds for them."""
        result, place = self._calendar(person).standing(held), place_of(self._settings.book)
        self.take(person, PaymentSettled(place, result), f"waiting/{held.id}", at, by_person=False)

    def offer_beside(self, person: Person, buttons: Sequence[Choice]) -> None:
        """A template has these: typing one of them is tapping it. Who has never written begins by the menu."""
        talk = self._talks[person.id]
        if talk.last_activity:
            talk.state, talk.touched = offered(talk.state, buttons, self._now), True

    def _calendar(self, person: Person) -> in_chat.Calendar:
        terms = self._settings.terms if payments.CAN in self._settings.can else None
        country = country_of(person.phone)
        ways = replace(self._settings.ways, hear=self._written.happened.append)
        return in_chat.Calendar(self._connection, person, country, self._now, terms, ways)

    def carry_out(self, person: Person, effect: Effect, key: str) -> None:
        """Do what a turn asks for."""
        talk = self._talks[person.id]
        match effect:
            case CaptureLead():
                self._written.captures.append(leads.Capture(person, effect, key))
                talk.known = {**talk.known, **self._settings.book.leads.news(effect, talk.known)}
            case SearchJobs():
                self._search(person, effect, key, talk.unread)
            case FindTimes() | BookTime() | CancelBooking() | WaitForTime():
                talk.answered = effect.answered(self._calendar(person).answer(effect, key))
            case HandOver():
                self._hand_over(talk, effect.reason, key)
            case FellQuiet():
                lease.await_answer(person, person.last_inbound_at or self._now)
                person.waiting_told_at = person.waiting_told_at or self._now
                if not person.staff_told:  # one e-mail a day says it
                    person.staff_told += 1
                    self._written.fell_quiet.append(HandedOver(talk, effect.reason, key))
            case TellStaff(words):
                self._written.asked.append((person.id, key, words))
            case Speak():
                person.language = effect.language
            case NoteUnanswered():
                self._written.unanswered.append(unanswered.row(effect, person, self._now))
            case WakeUp():
                self._drop_timer(talk)
                self._written.outbox.append(timers.item(effect, key, person.id, self._now))
                talk.has_timer = True
            case OptOut():
                person.opted_out_at = self._now
                lease.settle(person)
                consent.withdraw(self._connection, person.id, self._now)
                self._take_back(person, permission.OPTED_OUT)
            case OptIn():
                if person.opted_out_at:
                    withdrawal.take_back_older(self._connection, person.id, person.opted_out_at, permission.OPTED_OUT)
                person.opted_out_at = None
            case _:
                assert_never(effect)

    def overhear(self, person: Person, message: Received) -> None:
        """Let the consultants hear what a person writes while they have the conversation; files have their own mail."""
        if not person.is_handed_over(self._now):
            return
        if message.asks_for_answer:
            at = min(message.at, self._now)
            lease.begin(person, "", at + self._settings.quiet, self._now)  # it is not quiet
            lease.await_answer(person, at)
        if message.attachment is None:
            self._written.overheard.append((person.id, message))

    def read_along(self, person: Person, message: Received, at: datetime) -> None:
        """Another responder has the thread: nothing is answered, but a stop is obeyed, without a word."""
        talk, said = self._talks[person.id], message.incoming
        facts = self._facts(person, at)
        turn = within_time(lambda: take_turn(self._settings.book, talk.state, said, facts)) if said else None
        if turn and OptOut() in turn.effects:
            talk.state, talk.touched = turn.state, True
            self.carry_out(person, OptOut(), message.message_id)

    def fall_silent(self, person: Person, reason: str) -> None:
        """Somebody else talks to this person from now on: nothing that waits may leave any more."""
        self._take_back(person, reason)

    def keep_file(self, person: Person, message: Received, file: Attachment) -> None:
        """Have the file of a message fetched, beside the answer; beyond the day's bound staff hear so, once."""
        person.begin_day(self._now.date())
        person.files += 1
        if person.files > self._settings.bounds.files:
            if person.files == self._settings.bounds.files + 1:
                self._written.not_fetched.append((person.id, message))
            return
        self._written.outbox.append(media.item(message, file, person.id, self._now))

    def save(self) -> int:
        """Write sessions, messages and outbox; how many items were posted."""
        touched = [talk for talk in self._talks.values() if talk.touched]
        return self._written.save(self._connection, self._settings, touched, self._now)

    def circumstances(self, person: Person) -> Circumstances:
        """What holds for a person by now. What they wait for waits in the outbox."""
        talk = self._talks[person.id]
        return Circumstances(
            last=talk.last_activity,
            opted_out=person.opted_out_at is not None,
            handed_over=person.is_handed_over(self._now) or threads.is_anothers(person, self._now),
            language=person.language,
            country=country_of(person.phone),
            zone=person.zone or "",
            known=talk.known,
        )

    def _facts(self, person: Person, at: datetime) -> Facts:
        catalogue, left = self._settings.catalogue.get(self._connection), self._settings.bounds.answers - person.answers
        here = Facts(
            self._now,
            catalogue,
            timeout=self._settings.timeout,
            can=self._settings.can | (in_chat.CAN if self._settings.bookings.get(self._connection) else frozenset()),
            answers_left=left,
            moment=self._settings.moment,
            office=self._settings.schedule.get(self._connection).hours(self._settings.house.zone),
        )
        return self.circumstances(person).facts(here, at)

    def _hand_over(self, talk: Talk, reason: str, key: str) -> None:
        if lease.begin(talk.person, reason, self._now + self._settings.quiet, self._now):
            self._take_back(talk.person, lease.NOT_SENT)
            self._written.handed_over.append(HandedOver(talk, reason, key))
        lease.await_answer(talk.person, talk.person.last_inbound_at or self._now)

    def _search(self, person: Person, search: SearchJobs, key: str, reads: Mapping[str, str]) -> None:
        """Have jobs searched; the answer comes later, so the person sees that somebody is at it."""
        names = ("keyword", "location", "language", "after")
        more = {name: value for name in names if (value := getattr(search, name))}
        payload = {"country": search.country, "name": search.name, "place": search.place, **more, **reads}
        self._written.post(key, searches.CARRIER, person.id, payload, self._now)

    def _take_back(self, person: Person, reason: str) -> None:
        """Nothing that still waits for a person may leave any more, whatever comes later."""
        withdrawal.take_back(self._connection, person.id, reason, of_bot=reason == lease.NOT_SENT)
        self._written.void([row["key"] for row in self._written.messages if row["contact_id"] == person.id], reason)
        self._drop_timer(self._talks[person.id])
        person.paced_until = None  # the last word is next

    def _take_place(self, person: Person, due: datetime) -> datetime:
        """In a flood the replies of one moment are one: the last. When it is due."""
        after = due - outbox.PACE
        mine = {
            row["key"]: row["due_at"]
            for row in self._written.outbox
            if row["contact_id"] == person.id and row["due_at"] > after and outbox.is_reply(row["payload"])
        }
        self._written.void(mine, withdrawal.SUPERSEDED)
        first = min(mine.values()) if mine else withdrawal.take_back_replies(self._connection, person.id, after)
        return first or due

    def _drop_timer(self, talk: Talk) -> None:
        """One reminder at the most, and none once the person has written."""
        if talk.has_timer:
            timers.drop(self._connection, talk.person.id)
            is_mine = (talk.person.id, timers.CARRIER)
            rows = self._written.outbox
            self._written.outbox = [row for row in rows if (row["contact_id"], row["carrier"]) != is_mine]
            talk.has_timer = False

    def _queue(self, person: Person, turn: Turn, cause: str, reads: Mapping[str, str]) -> None:
        for index, reply in enumerate(turn.replies):
            due, person.paced_until = outbox.paced(person.paced_until, self._now)
            if due - self._now >= outbox.LONGEST_PACE and reads:
                due = self._take_place(person, due)
            key = f"{cause}/{index}"
            payload = {**reply.to_json(), **(reads if index == 0 else {})}
            if turn.piece:
                due = max(due, self._now + self._settings.moment)
                payload[gathering.MARK] = gathering.MISSED if turn.piece.missed else gathering.SAYS
            self._written.post(key, outbox.WHATSAPP, person.id, payload, due)
            if reply.document and uploads.CARRIER in self._settings.can:
                self._written.documents.append(reply.document)
            self._written.note(person, reply, key, self._now)


def _answers(before: State, after: State) -> dict[str, Any]:
    """All that was answered so far, half-filled journeys included."""
    left = (before.left or {}).get("answers") or {}
    return {**left, **before.answers, **after.answers}

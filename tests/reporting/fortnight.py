"""A made-up fortnight of an office: what everybody does is known beforehand, and so is each number that comes of it."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot import Bot
from reporting.office_books import OfficeBooks
from services.booking_tools import consultant
from sqlalchemy import insert

from relaystack.engine.events import Said
from relaystack.engine.phones import country_of
from relaystack.engine.updates import Identity, Price, Received, StaffWrote, StatusChanged, Update
from relaystack.models import Contact, Message
from relaystack.services.receiving.take_in import take_in_within

FIRST, DAYS = date(2026, 10, 19), 14  # Lisbon puts its clock back on the 25th, New York on 1 November
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
OPENS, CLOSES = time(9), time(17)
HOURS = (0, 1, 9, 9, 11, 14, 16, 21)
BY_DAY = (11, 14, 16)  # who begins then is answered by 22:30, and is still in the office's hands at that time
WAITS = (3, 8, 12, 25, 40, 75, 130, 300)  # minutes until a person of ours answers


@dataclass(frozen=True)
class Kind:
    """What somebody does in one conversation, and what is to come of it.

    `once`: they come no more after it. `answers`: a person of ours does, and, with `later`, once more.
    """

    says: tuple[str, ...]
    came: tuple[str, ...]
    flows: tuple[str, ...] = ("main_menu",)
    reached: tuple[str, ...] = ("main_menu.menu",)
    left: str = "main_menu.menu"
    question: tuple[str, str, str] | None = None
    lead: str = ""
    once: bool = False
    answers: bool = False
    later: bool = False
    books: tuple[str, ...] = ()  # what becomes of an appointment in the chat


ROW = "row"  # of the times that are shown: who chooses in the same minute takes another one
_BROWSED = ("main_menu.menu", "residency.category", "residency.programmes", "residency.details")
_ASKED = ("consultant.name", "consultant.email")
KINDS = (
    Kind(("hi",), ("shown",)),
    Kind(("hi", "1", "A", "1"), ("shown", "option", "option", "option"), ("main_menu", "residency"), _BROWSED,
         _BROWSED[-1]),
    Kind(("hi", "1", "A"), ("shown", "option", "option"), ("main_menu", "residency"), _BROWSED[:3], _BROWSED[2]),
    Kind(("hi", "how much is portugal"), ("shown", "answered"), question=("price", "pt-golden-visa", "answered")),
    Kind(("hi", "how long does grenada take?"), ("shown", "answered"),
         question=("processing_time", "gd-citizenship", "answered")),
    Kind(("hi", "can I work in grenada"), ("shown", "unanswered"), question=("work", "gd-citizenship", "unanswered")),
    Kind(("hi", "qwzx vbnm"), ("shown", "miss")),
    Kind(("hi", "3", "Ann Example"), ("shown", "option", "given"), ("main_menu", "consultant"),
         ("main_menu.menu", *_ASKED), _ASKED[-1], once=True),
    Kind(("hi", "3", "Ann Example", "ann@example.com"), ("shown", "option", "given", "given"),
         ("main_menu", "consultant"), ("main_menu.menu", *_ASKED), "", lead="Talk to Consultant", once=True),
    Kind(("hi", "agent"), ("shown", "handed_over"), left="", once=True, answers=True),
    Kind(("hi", "agent"), ("shown", "handed_over"), left="", once=True, answers=True, later=True),
    Kind(("hi", "agent"), ("shown", "handed_over"), left="", once=True),
    Kind(("hi", "5"), ("shown", "option", "event"), ("main_menu", "booking"), ("main_menu.menu", "booking.look"),
         "booking.look", books=("offered",)),
    Kind(("hi", "5", ROW), ("shown", "option", "event", "option", "event"), ("main_menu", "booking"),
         ("main_menu.menu", "booking.look", "booking.take"), "booking.take", lead="Book Consultation", once=True,
         books=("offered", "booked")),
    Kind(("hi", "stop"), ("shown", "stopped"), left="", once=True),
)  # fmt: skip


@dataclass
class Expected:
    """What the fortnight comes to, reckoned beside the program and in another way than it."""

    numbers: Counter[tuple[str, ...]] = field(default_factory=Counter)
    first_replies: list[int] = field(default_factory=list)
    replies: list[int] = field(default_factory=list)
    billed: Counter[tuple[date, str, str]] = field(default_factory=Counter)  # by day, class and country

    def add(self, *key: str, times: int = 1) -> None:
        self.numbers[key] += times


@dataclass
class Fortnight:
    """Plays it, by the clock of `zone`; the same `seed` plays the same."""

    bot: Bot
    zone: ZoneInfo
    conversations: int
    seed: int = 7
    expected: Expected = field(default_factory=Expected)
    _sent: int = 0

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._people = 0
        self._returning: dict[date, list[str]] = {}
        self._number = 0
        self._chosen: Counter[datetime] = Counter()
        self._consultant = consultant(self.bot, "Lea").id

    def play(self) -> Expected:
        """Let it all happen, moment by moment."""
        script: dict[datetime, list[Update]] = {}
        for at, update in self._events():
            script.setdefault(at, []).append(update)
        for at in sorted(script):
            self._take_in(script[at], at)
            self._hear_statuses(at)
        self._templates()
        books = OfficeBooks(self.bot, self._consultant, datetime.combine(FIRST, time(), self.zone), self.zone)
        books.play()
        self.expected.numbers += books.came
        return self.expected

    # --- what people do ----------------------------------------------------------------------------------

    def _events(self) -> Iterator[tuple[datetime, Update]]:
        known: list[str] = []
        for number in range(DAYS):
            day, met = FIRST + number * DAY, set[str]()
            for _ in range(self.conversations // DAYS):
                kind = self._chance.choice(KINDS)
                back = known and not (kind.once or kind.books) and self._chance.random() < 0.4
                phone = self._chance.choice(known) if back else self._somebody(kind)
                if phone in met:
                    continue
                met.add(phone)
                hour = self._chance.choice(BY_DAY if kind.later else HOURS)
                begins = datetime.combine(day, time(hour), self.zone)
                yield from self._lead(kind, phone, begins.astimezone(UTC), is_new=not back)
                if not kind.once and not back:
                    known.append(phone)

    def _somebody(self, kind: Kind) -> str:
        self._people += 1
        one_clock = "4479460", "2547120"  # Britain, Kenya; who books from the United States is asked by which clock
        start = self._chance.choice(one_clock if kind.books else ("1555012", *one_clock))
        return f"{start}{self._people:04d}" + ("" if start.startswith("1") else "0")

    def _lead(self, kind: Kind, phone: str, begins: datetime, *, is_new: bool) -> Iterator[tuple[datetime, Update]]:
        """One conversation, and what it adds to the numbers."""
        at = begins
        for words in kind.says:
            yield self._says(phone, self._row(at) if words == ROW else words, at)
            at += MINUTE
        wish = at - MINUTE
        if kind.answers:
            yield from self._answered(phone, wish, self.expected.first_replies)
        if kind.later:  # they write once more in the evening, and are answered then, or when it is the next day
            again = datetime.combine(begins.astimezone(self.zone).date(), time(22, 30), self.zone).astimezone(UTC)
            yield self._says(phone, "and the fees?", again)
            self.expected.add("turns", "silent")
            yield from self._answered(phone, again, self.expected.replies)
        self._reckon(kind, phone, is_new=is_new)

    def _row(self, at: datetime) -> str:
        self._chosen[at] += 1
        return str(self._chosen[at])

    def _says(self, phone: str, words: str, at: datetime) -> tuple[datetime, Update]:
        self._number += 1
        self.expected.add("messages", "in")
        self.expected.add("hours", f"{at.astimezone(self.zone):%H}")
        return at, Received(f"wamid.in.{self._number}", Identity(phone), at, "text", words, Said(words))

    def _answered(self, phone: str, since: datetime, waits: list[int]) -> Iterator[tuple[datetime, Update]]:
        at = since + self._chance.choice(WAITS) * MINUTE
        self._number += 1
        if at.astimezone(self.zone).date() < FIRST + DAYS * DAY:
            waits.append(self._worked(since, at))
            self.expected.add("messages", "people")
        yield at, StaffWrote(f"wamid.staff.{self._number}", Identity(phone), at, "text", "We are here.")

    def _worked(self, since: datetime, until: datetime) -> int:
        """Minutes in which the office was open, counted one by one."""
        minutes = ((since + number * MINUTE).astimezone(self.zone) for number in range((until - since) // MINUTE))
        return sum(OPENS <= at.time() < CLOSES for at in minutes)

    def _reckon(self, kind: Kind, phone: str, *, is_new: bool) -> None:
        add = self.expected.add
        person = "person" if "handed_over" in kind.came else "bot"
        add("conversations", "new" if is_new else "back", person)
        for came in kind.came:
            add("turns", came)
        for flow in kind.flows:
            add("flows", flow)
        for place in kind.reached:
            add("reached", place)
        if kind.left:
            add("left", kind.left)
        if kind.question:
            add("questions", *kind.question)
            add("interest", kind.question[1], country_of(phone))
        if kind.lead:
            add("leads", kind.lead)
        if "handed_over" in kind.came:
            add("handovers", "asked")
        for step in kind.books:
            add("bookings", step, *([f"member {self._consultant}"] if step == "booked" else []))
        add("languages", "")

    # --- what the program hears --------------------------------------------------------------------------

    def _take_in(self, updates: list[Update], at: datetime) -> None:
        with self.bot.parts.database.transaction() as connection:
            take_in_within(connection, self.bot.parts.conversation_settings, updates, at)

    def _hear_statuses(self, at: datetime) -> None:
        """Meta tells of all that has left: one in eleven failed, the others arrived and are billed."""
        waiting = self.bot.rows("SELECT key, phone FROM whatsapp_messages WHERE status = 'queued' ORDER BY id")
        self._take_in([self._status(row["key"], row["phone"], at) for row in waiting], at)

    def _status(self, key: str, phone: str, at: datetime) -> StatusChanged:
        self._sent += 1
        wamid = f"wamid.out.{self._sent}"
        if self._sent % 11 == 0:
            self.expected.add("failures", "131026")
            return StatusChanged(wamid, "failed", at, key, 131026, "not deliverable")
        self.expected.add("messages", "bot")
        self.expected.billed[at.astimezone(self.zone).date(), "service", country_of(phone)] += 1
        self.expected.add("billed", "service", country_of(phone), "regular")
        return StatusChanged(wamid, "delivered", at, key, price=Price("regular", "service", "PMP", True))

    def _templates(self) -> None:
        """Ten templates by a member, of which eight arrive and three are read."""
        noon = datetime.combine(FIRST + 3 * DAY, time(12), self.zone).astimezone(UTC)
        with self.bot.parts.database.transaction() as connection:
            contact = connection.execute(Contact.__table__.select().limit(1)).one()
            for number in range(10):
                status = "read" if number < 3 else "delivered" if number < 8 else "sent"
                connection.execute(insert(Message), {
                    "contact_id": contact.id, "phone": contact.phone, "message": "x", "direction": "outgoing",
                    "timestamp": noon, "status": status, "kind": "template", "author": "member 1",
                    "price_category": "utility", "billable": status != "sent", "price_type": "regular",
                })  # fmt: skip
        for what, times in (("sent", 10), ("delivered", 8), ("read", 3)):
            self.expected.add("templates", "utility", what, times=times)
        self.expected.add("messages", "people", times=10)
        self.expected.add("billed", "utility", country_of(contact.phone), "regular", times=8)
        self.expected.billed[FIRST + 3 * DAY, "utility", country_of(contact.phone)] += 8
        self.expected.add("free", "utility", country_of(contact.phone), "regular", times=2)

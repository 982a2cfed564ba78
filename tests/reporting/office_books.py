"""What an office does with appointments in the made-up fortnight, some of it in the minutes around midnight."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot import Bot
from services.booking_tools import contact, wanted
from sqlalchemy import Connection

from relaystack.engine.payments import Fee
from relaystack.models import BookingState, PaymentState
from relaystack.services.bookings import bookings, payments
from relaystack.services.bookings.bookings import BOT, CUSTOMER, Booking

FEE, DEAR = Fee(35_000, "AED"), Fee(2_000_000_000, "INR")  # two of these are more than 32 bits take
_CONFIRMED, _UNPAID = BookingState.CONFIRMED, BookingState.AWAITING_PAYMENT
_MOVED, _CANCELLED = BookingState.MOVED, BookingState.CANCELLED
_DONE, _NO_SHOW = BookingState.DONE, BookingState.NO_SHOW
_DAY = timedelta(days=1)


@dataclass
class OfficeBooks:
    """Plays it with one consultant; `came` is what is to be counted of it."""

    bot: Bot
    member: int
    first: datetime  # the first midnight
    zone: ZoneInfo
    came: Counter[tuple[str, ...]] = field(default_factory=Counter)
    _made: int = 0

    def play(self) -> None:
        """All of it."""
        self._person = contact(self.bot, "15550190900")
        with self.bot.parts.database.transaction() as connection:
            self._appointments(connection)
            self._fees(connection)

    def _appointments(self, connection: Connection) -> None:
        late, early = time(23, 59), time(0, 1)
        for number, step in enumerate((_DONE, _DONE, _CANCELLED, _MOVED, _NO_SHOW, _CONFIRMED)):
            booking = self._book(connection, self._at(number, late), _CONFIRMED)
            self._came("booked")
            if step is not _CONFIRMED:
                self._step(connection, booking, step, self._at(number + 1, early))
                self._came(str(step))
        wrong = self._step(
            connection, self._book(connection, self._at(7, late), _CONFIRMED), _NO_SHOW, self._at(8, early)
        )
        self._step(connection, wrong, _DONE, self._at(13, late))  # was noted by mistake
        after = self._book(connection, self._at(13, late), _CONFIRMED)
        self._step(connection, after, _CANCELLED, self._at(14, early))  # the fortnight is over
        self.came["bookings", "booked", self._key] += 2
        self._came("done")

    def _fees(self, connection: Connection) -> None:
        """Paid; paid, and sent back; never paid; two that are dear."""
        for number, (fee, end) in enumerate(((FEE, "paid"), (FEE, "sent_back"), (FEE, ""), (DEAR, ""), (DEAR, ""))):
            at = self._at(4, time(23, 50 + number))
            booking = self._book(connection, at, _UNPAID)
            ask = self._person, booking.id, fee, booking.begins_at, "UTC", "en", payments.Terms(), at
            payment = payments.ask(connection, *ask)
            self._money("asked", fee)
            if not end:
                self._step(connection, booking, _CANCELLED, at + timedelta(minutes=20), BOT)
                self._came("not_paid")
                continue
            paid_at = at + timedelta(minutes=15)
            payment = payments.keep(connection, payment, paid_at, state=PaymentState.PAID, paid_at=paid_at)
            booking = self._step(connection, booking, _CONFIRMED, paid_at, CUSTOMER)
            self._money("paid", fee)
            self._came("booked")
            if end == "sent_back":
                later = paid_at + 8 * _DAY
                payments.keep(connection, payment, later, state=PaymentState.REFUNDED, refunded_at=later)
                self._step(connection, booking, _CANCELLED, later)
                self._money("sent_back", fee)
                self._came("cancelled")

    def _at(self, day: int, clock: time) -> datetime:
        return datetime.combine(self.first.astimezone(self.zone).date() + day * _DAY, clock, self.zone)

    def _book(self, connection: Connection, at: datetime, state: BookingState) -> Booking:
        self._made += 1
        want = wanted(self._person, self.member, self.first + 100 * _DAY + self._made * timedelta(hours=1))
        booking = bookings.book(connection, want, "Lea", at, state)
        assert booking
        return booking

    def _step(
        self, connection: Connection, booking: Booking, state: BookingState, at: datetime, by: str = "Lea"
    ) -> Booking:
        if state is not _MOVED:
            return bookings.end(connection, booking, state, by, at)
        self._made += 1
        want = wanted(self._person, self.member, self.first + 100 * _DAY + self._made * timedelta(hours=1))
        moved = bookings.move(connection, booking, want, by, at)
        assert moved
        return moved

    @property
    def _key(self) -> str:
        return f"member {self.member}"

    def _came(self, step: str) -> None:
        self.came["bookings", step, self._key] += 1

    def _money(self, what: str, fee: Fee) -> None:
        self.came["fees", what, fee.currency] += fee.amount
        self.came["payments", what, fee.currency] += 1

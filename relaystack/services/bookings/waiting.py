"""Who waits for a time to become free: in which order, for what, and what is held for them."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, insert, or_, select, update

from relaystack.models import Booking as BookingRow
from relaystack.models import BookingState, Contact
from relaystack.models import WaitingWish as Row

from ..contacts.people import People
from ..storage import audit
from ..storage.database import Database
from ..storage.sets import among
from . import bookings, offers
from .bookings import BOT, Booking
from .offers import Agenda, Offer

WAITING = "the waiting list"  # who made what is held for them
HOLD = timedelta(minutes=15)
REST = timedelta(days=1)  # after an offer that nobody answered: each may be a billed message
MOST_UNANSWERED = 3  # in a row, after which nobody waits any more
LONGEST = timedelta(days=60)


@dataclass(frozen=True)
class Wish:
    """What somebody waits for; with `booking_id` a time is held for them `until` then."""

    id: int
    contact_id: int
    wish: dict[str, str]
    passed: list[str]
    booking_id: int | None
    until: datetime | None
    rests_until: datetime
    unanswered: int
    created_at: datetime

    def is_over(self, zone: ZoneInfo, now: datetime) -> bool:
        """Whether the day has passed, or they have waited too long for any."""
        last = self.wish.get("until") or self.wish.get("day")
        gone = last is not None and date.fromisoformat(last) < now.astimezone(zone).date()
        return gone or now > self.created_at + LONGEST


_COLUMNS = tuple(getattr(Row, name) for name in Wish.__dataclass_fields__)


def of(row: Any) -> Wish:
    """A row that holds its columns, and may hold others."""
    return Wish(**{name: getattr(row, name) for name in Wish.__dataclass_fields__})


def of_contact(connection: Connection, contact_id: int) -> Wish | None:
    """What a person waits for; they must be locked, where it is to be changed."""
    row = connection.execute(select(*_COLUMNS).where(Row.contact_id == contact_id)).first()
    return Wish(**row._mapping) if row else None


def every(connection: Connection) -> list[Wish]:
    """All who wait, whoever began first before the others."""
    return [Wish(**row._mapping) for row in connection.execute(select(*_COLUMNS).order_by(Row.created_at, Row.id))]


def join(
    connection: Connection, contact_id: int, wish: dict[str, str], passed: Sequence[Offer], by: str, now: datetime
) -> None:
    """Let somebody wait; who waits already keeps their place, with the new wish."""
    row = {"wish": wish, "passed": [_name(one.at) for one in passed], "rests_until": now, "unanswered": 0}
    if of_contact(connection, contact_id):
        connection.execute(update(Row).where(Row.contact_id == contact_id).values(**row))
    else:
        connection.execute(insert(Row), {**row, "contact_id": contact_id, "created_at": now})
    _note(connection, "waiting.join", contact_id, {"wish": wish}, by, now)


def leave(connection: Connection, contact_id: int, by: str, now: datetime) -> bool:
    """Let them wait no more, and others have what is held for them; False where they did not."""
    wish = of_contact(connection, contact_id)
    if wish is None:
        return False
    connection.execute(delete(Row).where(Row.id == wish.id))
    release(connection, wish.booking_id, by, now)
    _note(connection, "waiting.leave", contact_id, {"wish": None}, by, now)
    return True


def remove(database: Database, contact_id: int, by: str) -> bool:
    """Staff take somebody off the list; False where they do not wait any more."""
    now = datetime.now(UTC)
    with database.transaction() as connection:
        return bool(People(connection, now).lock([contact_id])) and leave(connection, contact_id, by, now)


def offer(connection: Connection, wish: Wish, booking: Booking, now: datetime) -> None:
    """That time is held for them from now on."""
    _keep(connection, wish, booking_id=booking.id, until=now + HOLD)


def declined(connection: Connection, contact_id: int) -> None:
    """They said no to what was held: the next one may be offered."""
    if wish := of_contact(connection, contact_id):
        _keep(connection, wish, booking_id=None, until=None, unanswered=0)


def rest(connection: Connection, wish: Wish, until: datetime) -> None:
    """Offer them nothing before then."""
    _keep(connection, wish, rests_until=until)


def pass_on(connection: Connection, wish: Wish, now: datetime) -> None:
    """They did not answer in time: others may have it."""
    if wish.unanswered + 1 >= MOST_UNANSWERED:
        leave(connection, wish.contact_id, BOT, now)
        return
    release(connection, wish.booking_id, BOT, now)
    _keep(connection, wish, booking_id=None, until=None, unanswered=wish.unanswered + 1, rests_until=now + REST)


def suiting(agenda: Agenda, wish: dict[str, str], zone: ZoneInfo) -> list[Offer]:
    """What is free and fits a wish; with a time, what is no more than an hour from it."""
    return [one for one in agenda.every() if offers.suits(one, wish, zone)]


def offerable(agenda: Agenda) -> Iterator[Offer]:
    """What is free and can still be held for somebody who has to answer first."""
    return agenda.every(agenda.now + 2 * HOLD)


def next_for(wish: Wish, free: Iterable[Offer], zone: ZoneInfo, offered: Container[datetime]) -> Offer | None:
    """What may be offered to them of what is free: as they wish, and neither passed over nor offered before."""
    suiting = (one for one in free if offers.suits(one, wish.wish, zone))
    return next((one for one in suiting if one.at not in offered and _name(one.at) not in wish.passed), None)


def offered(connection: Connection, contacts: Sequence[int]) -> Mapping[int, Container[datetime]]:
    """The times that were offered to each of these already."""
    row = BookingRow.contact_id, BookingRow.begins_at
    theirs = among(BookingRow.contact_id, "ids"), BookingRow.created_by == WAITING
    found: dict[int, set[datetime]] = {id: set() for id in contacts}
    for contact_id, at in connection.execute(select(*row).where(*theirs), {"ids": list(contacts)}):
        found[contact_id].add(at)
    return found


def due(connection: Connection, now: datetime) -> list[int]:
    """The contacts whose time to answer is over."""
    return list(connection.scalars(select(Row.contact_id).where(Row.until <= now).order_by(Row.until)))


def forgotten(connection: Connection) -> list[int]:
    """What is held for a wish that is gone, as when its person became one with another."""
    held = BookingRow.state == BookingState.HELD, BookingRow.created_by == WAITING
    wished = select(Row.id).where(Row.booking_id == BookingRow.id)
    return list(connection.scalars(select(BookingRow.id).where(*held, ~wished.exists())))


def release(connection: Connection, booking_id: int | None, by: str, now: datetime) -> None:
    """Others may have it, where it still is only held."""
    held = bookings.get(connection, booking_id, for_update=True) if booking_id else None
    if held and held.state is BookingState.HELD:
        bookings.end(connection, held, BookingState.CANCELLED, by, now)


def expecting(connection: Connection, now: datetime) -> list[Any]:
    """The contacts who may be offered something, in their order; not who has said stop."""
    may = Row.booking_id.is_(None), Row.rests_until <= now, Contact.opted_out_at.is_(None)
    no_person = or_(Contact.human_until.is_(None), Contact.human_until <= now)
    found = select(*_COLUMNS, Contact.language, Contact.phone, Contact.zone).join(Contact)
    return list(connection.execute(found.where(*may, no_person).order_by(Row.created_at, Row.id)))


def _keep(connection: Connection, wish: Wish, **changed: Any) -> None:
    connection.execute(update(Row).where(Row.id == wish.id).values(**changed))


def _name(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M}"


def _note(connection: Connection, action: str, contact_id: int, told: dict[str, Any], by: str, now: datetime) -> None:
    before = dict.fromkeys(told)
    audit.note(connection, by, action, audit.of_contact(contact_id), before, told, now, contact_id)

"""When each consultant can be booked: set by staff, followed within seconds; without any hours nobody can be."""

import time as clock
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select, update

from relaystack.engine.appointment_rules import LONGEST, LONGEST_BUFFER, LONGEST_NOTICE, FirstHours
from relaystack.engine.free_times import CELL, Diary
from relaystack.engine.office_hours import DAYS, NO_WEEK, Span, Week
from relaystack.engine.payments import Fee
from relaystack.engine.phone_zones import known_zones
from relaystack.models import ConsultingHours, StaffMember

from ..office.schedule import check, week_kept, week_of
from ..storage import audit
from ..storage.database import Database, insert
from ..storage.versions import must_be

MINUTE = timedelta(minutes=1)
AHEAD = timedelta(days=60)  # as far as times are offered
FRESH_SECONDS = 5.0
_COLUMNS = (ConsultingHours.zone, ConsultingHours.week, ConsultingHours.minutes, ConsultingHours.buffer_minutes,
            ConsultingHours.notice_minutes, ConsultingHours.languages, ConsultingHours.fee,
            ConsultingHours.currency)  # fmt: skip


class OddHours(Exception):
    """They cannot be kept so; the text says what to do."""


@dataclass(frozen=True)
class Consulting:
    """How a member of the staff can be booked; minutes are whole quarters of an hour, but for the notice."""

    zone: str = "UTC"
    week: Week = NO_WEEK
    minutes: int = 30
    buffer_minutes: int = 0
    notice_minutes: int = 120
    languages: tuple[str, ...] = ()
    fee: int = 0  # in hundredths of the currency; 0: nothing is to be paid
    currency: str = ""

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Consulting":
        """As the table keeps it."""
        return cls(**{**row, "week": week_of(row["week"]), "languages": tuple(row["languages"])})

    @classmethod
    def proposed(cls, first: FirstHours, zone: str) -> "Consulting":
        """What the content folder has as first values, in the zone of the office where it names none."""
        fee = {"fee": first.fee.amount, "currency": first.fee.currency} if first.fee else {}
        numbers = first.minutes, first.buffer_minutes, first.notice_minutes
        return cls(first.zone or zone, first.week, *numbers, **fee)  # type: ignore[arg-type]

    @property
    def costs(self) -> Fee | None:
        """What an appointment costs; None where nothing is to be paid."""
        return Fee(self.fee, self.currency) if self.fee else None

    @cached_property
    def shown(self) -> dict[str, Any]:
        """As it is kept, and as its version goes by."""
        return {**vars_of(self), "week": week_kept(self.week), "languages": list(self.languages)}

    def by_day(self) -> Iterator[tuple[str, tuple[Span, ...]]]:
        """The hours of each day, by its name."""
        return zip(DAYS, self.week, strict=True)

    def checked(self) -> "Consulting":
        """The same. Raises OddHours, or OddSchedule, where it cannot be."""
        if self.zone not in known_zones():
            raise OddHours("Choose a time zone of the list, for example Asia/Dubai.")
        for day, spans in self.by_day():
            check(day.capitalize(), spans)
            if any(at.minute % 15 for span in spans for at in span):
                raise OddHours(f"{day.capitalize()}: times are whole quarters of an hour, like 09:00 or 09:15.")
        if not (0 < self.minutes <= LONGEST and 0 <= self.buffer_minutes <= LONGEST_BUFFER):
            raise OddHours(f"A consultation takes {LONGEST} minutes at the most, the break {LONGEST_BUFFER}.")
        if (self.minutes * MINUTE) % CELL or (self.buffer_minutes * MINUTE) % CELL:
            raise OddHours("Length and break are whole quarters of an hour: 15, 30, 45 minutes and so on.")
        if not 0 <= self.notice_minutes <= LONGEST_NOTICE:
            raise OddHours("The notice is 14 days at the most.")
        return self

    def diary(self, member: int, holidays: frozenset[date], taken: frozenset[datetime]) -> Diary:
        """What free times are reckoned from."""
        length, buffer, notice = (n * MINUTE for n in (self.minutes, self.buffer_minutes, self.notice_minutes))
        return Diary(member, ZoneInfo(self.zone), self.week, length, buffer, notice, holidays, taken)


def vars_of(consulting: Consulting) -> dict[str, Any]:
    """The fields by the names of their columns."""
    return {column.key: getattr(consulting, column.key) for column in _COLUMNS}


@dataclass(frozen=True)
class Consultant:
    """A member of the staff, and how they can be booked."""

    id: int
    name: str
    consulting: Consulting

    @property
    def takes_bookings(self) -> bool:
        """Whether they can be booked at all."""
        return any(self.consulting.week)


_EVERY = (
    select(StaffMember.id, StaffMember.name, *_COLUMNS)
    .outerjoin(ConsultingHours, ConsultingHours.member_id == StaffMember.id)
    .where(StaffMember.removed_at.is_(None))
    .order_by(StaffMember.id)
)


def every(connection: Connection) -> list[Consultant]:
    """All members of the staff; of whom nothing is set the hours are empty."""
    return [_consultant(row._mapping) for row in connection.execute(_EVERY)]


def bookable(connection: Connection) -> list[Consultant]:
    """Those who can be booked."""
    return [one for one in every(connection) if one.takes_bookings]


def speaking(consultants: Sequence[Consultant], language: str) -> list[Consultant]:
    """Those who consult in the language; all of them where nobody does, or where it is not known yet."""
    able = [one for one in consultants if not one.consulting.languages or language in one.consulting.languages]
    return able or list(consultants)


def change(
    database: Database, member: int, wanted: Consulting, by: str, seen: Container[str] | None = None
) -> bool | None:
    """Set somebody's hours, and write down who did; None where there is no such member.

    Raises OddHours or OddSchedule, and Outdated by `seen`.
    """
    wanted.checked()
    now = datetime.now(UTC)
    with database.transaction() as connection:
        locked = select(StaffMember.id).where(StaffMember.id == member, StaffMember.removed_at.is_(None))
        if connection.scalar(locked.with_for_update(key_share=True)) is None:
            return None
        before = of(connection, member).shown
        must_be(seen, before)
        after = {name: value for name, value in wanted.shown.items() if value != before[name]}
        if after:
            row = {"member_id": member, **wanted.shown, "updated_at": now}
            connection.execute(insert(connection, ConsultingHours).on_conflict_do_nothing(), row)
            connection.execute(update(ConsultingHours).where(ConsultingHours.member_id == member).values(row))
            audit.note(connection, by, "bookings.hours", f"member:{member}", before, after, now)
    return bool(after)


def of(connection: Connection, member: int) -> Consulting:
    """A member's."""
    row = connection.execute(select(*_COLUMNS).where(ConsultingHours.member_id == member)).first()
    return Consulting.of(dict(row._mapping)) if row else Consulting()


def _consultant(row: Mapping[Any, Any]) -> Consultant:
    is_set = row["week"] is not None
    kept = {column.key: row[column.key] for column in _COLUMNS}
    return Consultant(row["id"], row["name"], Consulting.of(kept) if is_set else Consulting())


class OpenForBookings:
    """Whether anybody can be booked, read again when that is a few seconds old: no message pays for it."""

    def __init__(self) -> None:
        self._read_at = -FRESH_SECONDS
        self._open = False

    def get(self, connection: Connection) -> bool:
        """Whether anybody can, as of FRESH_SECONDS ago at the most."""
        now = clock.monotonic()
        if now - self._read_at >= FRESH_SECONDS:
            self._open, self._read_at = bool(bookable(connection)), now
        return self._open

"""The numbers of each day, counted from its rows and kept for good, by any number of workers.

A day is replaced as a whole by what is there at one moment, so that twice, late or by two the result is the same. What
came late (prices, reads) is heeded for as many days as Meta repeats it.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import Connection, delete, select

from relaystack.engine.office_hours import OfficeHours
from relaystack.models import Contact, DailyNumber, Lead, Message, RolledDay, TurnTaken

from ..conversations.talks import ConversationSettings
from ..storage.database import Database, insert
from ..storage.sets import InsertMany
from . import appointments
from .counting import Counting, Key
from .days import ONE, Days, begins

AGAIN = 8  # days that are counted anew each night: statuses come for a week
OFTEN = timedelta(minutes=10)  # how old the numbers of today may be
KEPT = timedelta(days=400)  # rows of turns; the numbers stay
AT_ONCE = 10_000
_TURNS = (TurnTaken.contact_id, TurnTaken.at, TurnTaken.by, TurnTaken.came, TurnTaken.about, TurnTaken.topic,
          TurnTaken.program, TurnTaken.flow, TurnTaken.place_after, TurnTaken.language, TurnTaken.waited_since,
          TurnTaken.is_first, Contact.phone)  # fmt: skip
_MESSAGES = (Message.contact_id, Message.phone, Message.direction, Message.author, Message.timestamp, Message.kind,
             Message.status, Message.error_code, Message.price_category, Message.price_type,
             Message.billable)  # fmt: skip
_KEEP = InsertMany(
    DailyNumber.day, DailyNumber.name, DailyNumber.a, DailyNumber.b, DailyNumber.c, DailyNumber.value
)  # fmt: skip


def keep_up(database: Database, settings: ConversationSettings) -> None:
    """Count the day that is due first, if one is; else forget what is old. Asked each minute."""
    now, zone = datetime.now(UTC), settings.house.zone
    with database.reading() as connection:
        day, hours = next(due(connection, zone, now), None), settings.schedule.get(connection).hours(zone)
    if day:
        count(database, hours, day)
    else:
        forget(database, now - KEPT)


def count_all(database: Database, settings: ConversationSettings) -> int:
    """Count every day that is due now; how many."""
    counted, zone = 0, settings.house.zone
    while True:
        with database.reading() as connection:
            day, hours = (
                next(due(connection, zone, datetime.now(UTC)), None),
                settings.schedule.get(connection).hours(zone),
            )
        if day is None:
            return counted
        count(database, hours, day)
        counted += 1


def due(connection: Connection, zone: tzinfo, now: datetime) -> Iterator[date]:
    """The days that were not counted since they had to be, the newest first.

    Today has to be every few minutes, others each night for a week.
    """
    today = now.astimezone(zone).date()
    counted = {row.day: row.counted_at for row in connection.execute(select(RolledDay.day, RolledDay.counted_at))}
    for day in reversed(list(Days(_first(connection, zone, today), today))):
        wanted = now - OFTEN if day == today else begins(min(today, day + AGAIN * ONE), zone)
        if day not in counted or counted[day] < wanted:
            yield day


def count(database: Database, hours: OfficeHours, day: date) -> None:
    """Count a day, and put it in the place of what was counted before, unless somebody counted later than we."""
    with database.reading() as connection:
        now = database.now(connection)
        numbers = _counted(connection, hours, day)
    rows = [
        {"day": day, "name": name, "a": a, "b": b, "c": c, "value": value}
        for (name, a, b, c), value in sorted(numbers.items())
    ]
    with database.transaction() as connection:
        new = insert(connection, RolledDay).values(day=day, counted_at=now)
        later = RolledDay.counted_at < now
        placed = new.on_conflict_do_update(index_elements=["day"], set_={"counted_at": now}, where=later)
        if connection.scalar(placed.returning(RolledDay.day)) is None:
            return
        connection.execute(delete(DailyNumber).where(DailyNumber.day == day))
        if rows:
            _KEEP.execute(connection, rows)


def forget(database: Database, before: datetime) -> None:
    """Forget rows of turns from before that, some at a time; what they came to is counted."""
    with database.transaction() as connection:
        old = select(TurnTaken.id).where(TurnTaken.at < before).order_by(TurnTaken.id).limit(AT_ONCE)
        connection.execute(delete(TurnTaken).where(TurnTaken.id.in_(old)))


def _first(connection: Connection, zone: tzinfo, today: date) -> date:
    """The day of the first message that there is."""
    first = connection.scalar(select(Message.timestamp).order_by(Message.id).limit(1))
    return min(first.astimezone(zone).date(), today) if first else today


def _counted(connection: Connection, hours: OfficeHours, day: date) -> Mapping[Key, int]:
    since, until = Days(day, day).bounds(hours.zone)

    def within(column: Any) -> tuple[Any, Any]:
        return column >= since, column < until

    new = connection.scalars(select(Contact.id).where(*within(Contact.created_at)))
    counting = Counting(hours.zone, hours, frozenset(new))
    taken = select(*_TURNS).join(Contact, Contact.id == TurnTaken.contact_id).where(*within(TurnTaken.at))
    came = select(Lead.interest, Contact.advert).join(Contact, Contact.id == Lead.contact_id)
    with _rows(connection, select(*_MESSAGES).where(*within(Message.timestamp))) as messages:
        counting.messages(messages)
    with _rows(connection, taken.order_by(TurnTaken.id)) as turns:
        counting.turns(turns)
    counting.leads(connection.execute(came.where(*within(Lead.created_at))))
    return counting.done() + appointments.count(connection, within)


def _rows(connection: Connection, query: Any) -> Any:
    """The rows some at a time, to be closed by the caller: a day has many, and the database may go away amid them."""
    return connection.execute(query, execution_options={"yield_per": AT_ONCE})

"""The numbers as sheets: all that is counted of each day, and a line for each conversation."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, tzinfo
from functools import partial
from typing import Any

from sqlalchemy import Connection, Select, and_, case, func, not_, select
from sqlalchemy.orm import aliased

from relaystack.engine.outcome import Came
from relaystack.engine.phones import country_of
from relaystack.models import BOT, Contact, DailyNumber, Direction, Message, Status, TurnTaken

from ..storage import audit, sheets
from ..storage.database import Database
from ..storage.pages import Page, Wanted
from .days import ONE, Days

EXPORT = "numbers.export"
_NUMBERS = ("day", "number", "of", "and", "came", "count")
_CONVERSATIONS = (
    "day", "contact", "is_new", "language", "country", "messages_in", "by_bot", "by_people", "hand_overs",
    "questions_answered", "questions_not_answered", "said_stop", "last_place",
)  # fmt: skip
_DAILY = (DailyNumber.day, DailyNumber.name.label("number"), DailyNumber.a.label("of"), DailyNumber.b.label("and"),
          DailyNumber.c.label("came"), DailyNumber.value.label("count"))  # fmt: skip
_asked = TurnTaken.topic != ""
_COUNTED = {
    "hand_overs": TurnTaken.came == Came.HANDED_OVER,
    "questions_answered": and_(_asked, TurnTaken.came == Came.ANSWERED),
    "questions_not_answered": and_(_asked, TurnTaken.came == Came.UNANSWERED),
    "said_stop": TurnTaken.came == Came.STOPPED,
}
_STOOD = (Came.EVENT, Came.SILENT, Came.REPLIED)  # leave people where they are


def numbers(database: Database, days: Days) -> Iterator[str]:
    """All that was counted, as it is kept: it names nobody."""
    return sheets.sheet(_NUMBERS, partial(_by_day, database, days, _counted), dict)


def conversations(database: Database, days: Days, zone: tzinfo, by: str) -> Iterator[str]:
    """A line for each person on each day; that somebody took it stands in the audit."""
    now = datetime.now(UTC)
    with database.transaction() as connection:
        audit.note(connection, by, EXPORT, f"numbers:{days.first}/{days.last}", {}, {}, now)
    led = partial(_led, zone=zone)
    return sheets.sheet(_CONVERSATIONS, partial(_by_day, database, days, led), dict)


def _by_day(database: Database, days: Days, of_day: Any, wanted: Wanted) -> Page:
    """A page is a day, its cursor the number of the day."""
    number = int(wanted.cursor or 0)
    day = days.first + number * ONE
    with database.reading() as connection:
        rows = of_day(connection, Days(day, day))
    return {"items": rows, "next": str(number + 1) if day < days.last else None}


def _counted(connection: Connection, day: Days) -> list[dict[str, Any]]:
    found = select(*_DAILY).where(DailyNumber.day == day.first).order_by(*DailyNumber.__table__.primary_key)
    return [dict(row._mapping) for row in connection.execute(found)]


def _led(connection: Connection, day: Days, zone: tzinfo) -> list[dict[str, Any]]:
    """The conversations of a day: those in which the person wrote, by contact.

    The database adds up: a line is one row of it, not all messages and turns that it is made of.
    """
    since, until = day.bounds(zone)
    said, taken = _said(since, until).subquery(), _taken(since, until).subquery()
    spoke, walked = aliased(TurnTaken), aliased(TurnTaken)
    found = (
        select(Contact.phone, Contact.created_at, said, *(taken.c[name] for name in _COUNTED),
               spoke.language, walked.place_after.label("last_place"))
        .join(said, said.c.contact == Contact.id)
        .outerjoin(taken, taken.c.contact == said.c.contact)
        .outerjoin(spoke, spoke.id == taken.c.spoke)
        .outerjoin(walked, walked.id == taken.c.walked)
        .order_by(said.c.contact)
    )  # fmt: skip
    return [_line(day.first, row._mapping, since, until) for row in connection.execute(found)]


def _line(day: date, row: Mapping[Any, Any], since: datetime, until: datetime) -> dict[str, Any]:
    counted = {name: row[name] or 0 for name in _COUNTED}
    is_new = "yes" if since <= row["created_at"] < until else "no"
    return {**row, **counted, "day": day, "is_new": is_new, "country": country_of(row["phone"])}


def _said(since: datetime, until: datetime) -> Select[Any]:
    """How much was said with each who wrote; what failed is not among it."""
    incoming = Message.direction == Direction.INCOMING
    sent = and_(not_(incoming), Message.status != Status.FAILED)
    counts = (_times(incoming).label("messages_in"), _times(and_(sent, Message.author == BOT)).label("by_bot"),
              _times(and_(sent, Message.author.is_distinct_from(BOT))).label("by_people"))  # fmt: skip
    said = select(Message.contact_id.label("contact"), *counts)
    of_day = said.where(Message.timestamp >= since, Message.timestamp < until)
    return of_day.group_by(Message.contact_id).having(_times(incoming) > 0)


def _taken(since: datetime, until: datetime) -> Select[Any]:
    """What came of it with each, and which turns were the last that spoke a language, and that led somewhere."""
    spoke = case((TurnTaken.language != "", TurnTaken.id))
    walked = case((TurnTaken.came.not_in(_STOOD), TurnTaken.id))
    counts = [_times(which).label(name) for name, which in _COUNTED.items()]
    lasts = func.max(spoke).label("spoke"), func.max(walked).label("walked")
    taken = select(TurnTaken.contact_id.label("contact"), *counts, *lasts)
    return taken.where(TurnTaken.at >= since, TurnTaken.at < until).group_by(TurnTaken.contact_id)


def _times(which: Any) -> Any:
    return func.sum(case((which, 1), else_=0))

"""The numbers as sheets: all that is counted of each day, and a line for each conversation."""

from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from functools import partial
from typing import Any

from sqlalchemy import Connection, select

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
_SAID = (Message.contact_id, Message.direction, Message.author, Message.status)
_TAKEN = (TurnTaken.contact_id, TurnTaken.came, TurnTaken.topic, TurnTaken.place_after, TurnTaken.language)
_WHO = (Contact.id, Contact.phone, Contact.created_at)
_TURNED = {Came.HANDED_OVER: "hand_overs", Came.STOPPED: "said_stop"}
_ASKED = {Came.ANSWERED: "questions_answered", Came.UNANSWERED: "questions_not_answered"}


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
    """The conversations of a day: those in which the person wrote, by contact."""
    since, until = day.bounds(zone)
    lines: dict[int, dict[str, Any]] = {}
    said = select(*_SAID).where(Message.timestamp >= since, Message.timestamp < until)
    for row in connection.execute(said):
        line = lines.setdefault(row.contact_id, _empty(day, row.contact_id))
        if column := _column(row):
            line[column] += 1
    taken = select(*_TAKEN).where(TurnTaken.at >= since, TurnTaken.at < until).order_by(TurnTaken.id)
    for turn in connection.execute(taken):
        if turn.contact_id in lines:
            _take(lines[turn.contact_id], turn)
    of_day = select(Message.contact_id).where(Message.timestamp >= since, Message.timestamp < until)
    for who in connection.execute(select(*_WHO).where(Contact.id.in_(of_day))):
        is_new = "yes" if since <= who.created_at < until else "no"
        lines[who.id] |= {"is_new": is_new, "country": country_of(who.phone)}
    return [lines[id] for id in sorted(lines) if lines[id]["messages_in"]]


def _empty(day: Days, contact_id: int) -> dict[str, Any]:
    known = {"day": day.first, "contact": contact_id, "language": "", "last_place": ""}
    return {**dict.fromkeys(_CONVERSATIONS, 0), **known}


def _column(row: Any) -> str:
    if row.direction == Direction.INCOMING:
        return "messages_in"
    if row.status == Status.FAILED:
        return ""
    return "by_bot" if row.author == BOT else "by_people"


def _take(line: dict[str, Any], row: Any) -> None:
    line["language"] = row.language or line["language"]
    if row.came in _TURNED:
        line[_TURNED[row.came]] += 1
    if row.topic and row.came in _ASKED:
        line[_ASKED[row.came]] += 1
    if row.came not in (Came.EVENT, Came.SILENT, Came.REPLIED):
        line["last_place"] = row.place_after or ""

"""Whose conversations stand behind a number: people, the latest first."""

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import Connection, Select, and_, func, not_, select

from relaystack.engine.outcome import OFFERED, Came
from relaystack.models import Contact, Direction, Lead, Message, Status, TurnTaken

from ..notices import known
from ..storage.pages import Page, Wanted, page
from . import appointments
from .days import Days

Where = tuple[Any, ...]


def people(connection: Connection, number: str, days: Days, zone: tzinfo, wanted: Wanted) -> Page | None:
    """A page of them for a number as sections name it (`handovers/asked`); None where there is no such number."""
    name, _, of = number.partition("/")
    which = _NUMBERS.get(name)
    if which is None or "\0" in of:
        return None
    found = which(of, *days.bounds(zone)).subquery()
    shown = select(found.c.id, found.c.contact_id, found.c.times, known.NAME_COLUMN, Contact.language)
    shown = shown.join(Contact, Contact.id == found.c.contact_id).outerjoin(Lead, Lead.contact_id == Contact.id)
    return page(connection, shown, wanted, found.c.id)


def _each(table: Any, *where: Any) -> Select[Any]:
    """Each contact once, with the last of its rows and how many there are."""
    last = func.max(table.id).label("id"), table.contact_id, func.count().label("times")
    return select(*last).where(*where).group_by(table.contact_id)


def _turns(*columns: Any, **fixed: Any) -> Callable[[str, datetime, datetime], Select[Any]]:
    """Turns in which those columns are as the number says it."""

    def which(of: str, since: datetime, until: datetime) -> Select[Any]:
        same = [getattr(TurnTaken, name) == value for name, value in fixed.items()]
        given = [column == value for column, value in zip(columns, of.split("/"), strict=False) if of]
        return _each(TurnTaken, TurnTaken.at >= since, TurnTaken.at < until, *same, *given)

    return which


def _conversations(of: str, since: datetime, until: datetime) -> Select[Any]:
    wrote = Message.direction == Direction.INCOMING, Message.timestamp >= since, Message.timestamp < until
    if of not in ("new", "back"):
        return _each(Message, *wrote)
    # Their messages by time first: SQLite would look for those of each new contact.
    found, is_new = _each(Message, *wrote).subquery(), and_(Contact.created_at >= since, Contact.created_at < until)
    theirs = select(found).join(Contact, Contact.id == found.c.contact_id)
    return theirs.where(is_new if of == "new" else not_(is_new))


def _leads(of: str, since: datetime, until: datetime) -> Select[Any]:
    interest = [func.coalesce(Lead.interest, "") == of] if of else []
    return _each(Lead, Lead.created_at >= since, Lead.created_at < until, *interest)


def _failures(of: str, since: datetime, until: datetime) -> Select[Any]:
    is_code = of.isascii() and of.isdigit() and len(of) < 10
    code = Message.error_code == int(of) if is_code else Message.error_code.is_not(None)
    failed = Message.direction == Direction.OUTGOING, Message.status == Status.FAILED
    return _each(Message, *failed, Message.timestamp >= since, Message.timestamp < until, code)


def _questions(of: str, since: datetime, until: datetime) -> Select[Any]:
    topic = TurnTaken.topic == of if of else TurnTaken.topic.is_not(None)
    return _each(TurnTaken, TurnTaken.at >= since, TurnTaken.at < until, topic)


def _bookings(of: str, since: datetime, until: datetime) -> Select[Any]:
    if of == appointments.OFFERED:
        return _each(TurnTaken, TurnTaken.at >= since, TurnTaken.at < until, TurnTaken.about == OFFERED)
    return appointments.behind_step(of, since, until)


_NUMBERS: Mapping[str, Callable[[str, datetime, datetime], Select[Any]]] = {
    "conversations": _conversations, "leads": _leads, "failures": _failures, "questions": _questions,
    "bookings": _bookings, "fees": appointments.behind_fees,
    "handovers": _turns(TurnTaken.about, came=Came.HANDED_OVER),
    "flows": _turns(TurnTaken.flow), "reached": _turns(TurnTaken.place_after), "turns": _turns(TurnTaken.came),
    "interest": _turns(TurnTaken.program), "languages": _turns(TurnTaken.language),
    "first_replies": _turns(TurnTaken.by, came=Came.REPLIED, is_first=True),
}  # fmt: skip

"""Who waits for a person longer than the office promises? Staff are reminded, then alarmed: nobody is forgotten."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from relaystack.engine.house import House
from relaystack.engine.office_hours import OfficeHours
from relaystack.models import Contact, StaffMember

from ..contacts import lease
from ..office.schedule import Schedule
from . import handover_mails, known, news
from .hearing import Topic
from .news import Notice

AT_ONCE = 100  # people that one look tells of, of each kind
REMINDED, ALARMED = 1, 2  # how loudly staff were told of somebody
_TITLES = {REMINDED: "A customer waits for an answer", ALARMED: "Alarm: a customer waits for an answer"}
_TOPICS = {REMINDED: Topic.HELP, ALARMED: Topic.ALARM}
_AWAKE = "No longer put off"
_COLUMNS = (Contact.id, Contact.waiting_since, Contact.human_reason, Contact.snoozed_until,
            StaffMember.name.label("owner"))  # fmt: skip


def tell(connection: Connection, schedule: Schedule, house: House, now: datetime) -> int:
    """Remind of who waits too long, alarm, and tell of what was put off until now; how many. Any worker may ask."""
    hours = schedule.hours(house.zone)
    told = _tell(connection, (Contact.snoozed_until <= now,), {"snoozed_until": None}, _awake, now)
    for level, worked in ((ALARMED, schedule.alarm), (REMINDED, schedule.promise)):  # the alarm says all
        if worked:
            told += _late(connection, level, hours.before(now, worked), hours, now)
    return told


def _late(connection: Connection, level: int, since: datetime, hours: OfficeHours, now: datetime) -> int:
    which = Contact.waiting_since <= since, Contact.waiting_reminded < level, lease.is_awake(now)

    def notice(connection: Connection, row: Any) -> Notice:
        lines = [
            f"Waits since: {row.waiting_since:%d %B %Y %H:%M} UTC",
            f"Why: {handover_mails.why(row.human_reason)}",
            *([] if hours.opens(now) is None else ["The office is closed now."]),
        ]
        key = f"waiting/{row.id}/{row.waiting_since:%Y%m%dT%H%M%S%f}/{level}/mail"
        last = "Nobody has answered yet. What you write takes it."
        return _notice(connection, row, key, _TOPICS[level], _TITLES[level], lines, last)

    return _tell(connection, which, {"waiting_reminded": level}, notice, now)


def _awake(connection: Connection, row: Any) -> Notice:
    until = row.snoozed_until
    key, lines = f"awake/{row.id}/{until:%Y%m%dT%H%M%S%f}/mail", [f"Put off until: {until:%d %B %Y %H:%M} UTC"]
    return _notice(connection, row, key, Topic.HELP, _AWAKE, lines, "It stands in its lists again.")


def _tell(
    connection: Connection, which: tuple[Any, ...], then: dict[str, Any],
    notice: Callable[[Connection, Any], Notice], now: datetime,
) -> int:  # fmt: skip
    """Tell of those, once: who is locked writes just now, or is told of by another worker."""
    rows = connection.execute(
        select(*_COLUMNS)
        .outerjoin(StaffMember, StaffMember.id == Contact.assignee_id)
        .where(*which, Contact.erased_at.is_(None))
        .order_by(Contact.id)
        .limit(AT_ONCE)
        .with_for_update(of=Contact, key_share=True, skip_locked=True)
    ).all()
    if rows:
        news.tell(connection, [notice(connection, row) for row in rows], now)
        connection.execute(update(Contact).where(Contact.id.in_([row.id for row in rows])).values(then))
    return len(rows)


def _notice(
    connection: Connection, row: Any, key: str, topic: Topic, title: str, lines: list[str], last: str
) -> Notice:
    who, facts = known.person(connection, row.id)
    whose = f"Given to: {row.owner}" if row.owner else "Nobody of you has it."
    words = (one.line() for one in known.last_words(connection, row.id))
    text = [*facts, whose, *lines, "", "Last messages:", *words, "", last]
    return Notice(key=key, topic=topic, subject=f"{title}: {who}", text="\n".join(text), about=row.id)

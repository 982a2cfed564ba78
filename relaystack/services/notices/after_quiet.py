"""Who is left alone no more is told, in one e-mail and one notification, what came meanwhile and is theirs still."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, bindparam, delete, exists, select

from relaystack.engine.house import House
from relaystack.models import Contact, Lead, QuietNews

from ..outbox import outbox
from . import known, push
from .hearing import Listener, Listeners, Topic
from .lines import one_line

AT_ONCE, MOST = 1000, 50  # rows of one look, lines of one e-mail
SUBJECT = "What came while you were left alone"
_WHAT = {Topic.HELP: "needed a person", Topic.ALARM: "alarm", Topic.LEAD: "news of a lead"}
_OFFICE = {Topic.DIGEST: "- The day's digest: Today shows what is in it."}
_ANY = select(exists().where(QuietNews.id > 0))
_ROWS = (
    select(QuietNews.id, QuietNews.member_id, QuietNews.contact_id, QuietNews.topic)
    .where(QuietNews.member_id.not_in(bindparam("resting", expanding=True)))
    .order_by(QuietNews.member_id, QuietNews.id)
    .limit(AT_ONCE)
    .with_for_update(skip_locked=True)  # another worker tells of them, or somebody is erased
)


def tell(connection: Connection, house: House, now: datetime, *, mails: bool) -> int:
    """Tell those of whom the quiet time is over; how many. Any worker may ask."""
    if not connection.scalar(_ANY):
        return 0
    members = {one.id: one for one in Listeners.of(connection, ()).members}
    resting = [one.id for one in members.values() if one.hears.rests(Topic.HELP, now)]
    rows = connection.execute(_ROWS, {"resting": resting}).all()
    listeners, told = Listeners.of(connection, [row.contact_id for row in rows]), 0
    connection.execute(delete(QuietNews).where(QuietNews.id.in_([row.id for row in rows])))
    for id, group in groupby(rows, lambda row: row.member_id):
        theirs = [row for row in group if id in members and _is_theirs(listeners, members[id], row)]
        if theirs:
            _tell(connection, members[id], theirs, house, now, mails=mails)
            told += 1
    return told


def _is_theirs(listeners: Listeners, member: Listener, row: Any) -> bool:
    return row.topic in list(Topic) and member in listeners.who_care(Topic(row.topic), row.contact_id)


def _tell(
    connection: Connection, member: Listener, rows: Sequence[Any], house: House, now: datetime, *, mails: bool
) -> None:
    people = sorted({row.contact_id for row in rows if row.contact_id is not None})
    push.after_quiet(connection, member.id, len(people), now)
    if not mails:
        return
    inbox = ["", f"The inbox: {house.site}/console/inbox"] if house.site else []
    text = "\n".join(["Meanwhile:", "", *_lines(connection, rows, people, house), *inbox])
    payload = {"only": member.id, "subject": SUBJECT, "text": text, "contact_ids": people}
    key = f"quiet/{member.id}/{now:%Y%m%dT%H%M%S%f}/mail"
    item = {"key": key, "carrier": outbox.MAIL, "contact_id": None, "payload": payload, "due_at": now}
    outbox.post(connection, [item], now)


def _lines(connection: Connection, rows: Iterable[Any], people: Sequence[int], house: House) -> list[str]:
    found = select(Contact.id, Contact.waiting_since, known.NAME_COLUMN).outerjoin(Lead, Lead.contact_id == Contact.id)
    by_id = {row.id: row for row in connection.execute(found.where(Contact.id.in_(people)))}
    topics: dict[int, list[Topic]] = {}
    lines = []
    for row in rows:
        if row.contact_id is None:
            lines.append(_OFFICE.get(Topic(row.topic), "- News of the office: Today shows it."))
        else:
            topics.setdefault(row.contact_id, []).append(Topic(row.topic))
    lines += [_line(by_id[id], of, house) for id, of in topics.items() if id in by_id]
    return lines[:MOST] + ([f"- and {len(lines) - MOST} more"] if len(lines) > MOST else [])


def _line(row: Any, topics: Sequence[Topic], house: House) -> str:
    what = ", ".join(_WHAT[topic] for topic in topics if topic in _WHAT)
    waits = f", waits since {row.waiting_since:%d %B %Y %H:%M} UTC" if row.waiting_since else ""
    where = house.conversation(row.id)
    return f"- {one_line(row.name)}: {what}{waits}" + (f"\n  {where}" if where else "")

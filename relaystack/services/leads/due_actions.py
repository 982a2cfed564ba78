"""Who works on a lead is told in the morning of the day that its next action is due, once for each day that is set."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, or_, select, update

from relaystack.engine.house import House
from relaystack.models import Contact, Lead

from .. import notices
from ..notices import known, push
from ..notices.hearing import Listeners, Topic
from ..notices.lines import one_line
from .lead_filter import OPEN

MORNING = time(8)  # by the clock of the office
LATEST = timedelta(days=3)  # what was due before: an outage is over by then, and Today shows it all the while
AT_ONCE, MOST = 200, 50  # leads of one look, lines of one e-mail


def tell(connection: Connection, house: House, now: datetime) -> int:
    """Tell each owner of theirs; how many. Any worker may ask. Who is left alone now is told when that is over.

    Who has set it to never is told nothing.
    """
    here = now.astimezone(house.zone)
    if here.time() < MORNING:
        return 0
    wanting = [one for one in Listeners.of(connection, ()).members if one.hears.due]
    members = {one.id for one in wanting if not one.hears.rests(Topic.LEAD, now)}
    rows = connection.execute(_due(here.date(), members)).all() if members else []
    for owner_id, group in groupby(rows, lambda row: row.owner_id):
        theirs = list(group)
        key = f"due/{owner_id}/{here.date()}/{theirs[0].id}-{len(theirs)}/{now:%H%M%S%f}/mail"
        notices.tell(connection, [_notice(key, owner_id, theirs, house, here.date())], now)
        push.due(connection, owner_id, len(theirs), now)
    for row in rows:
        connection.execute(update(Lead).where(Lead.id == row.id).values(reminded_for=row.due_on))
    return len({row.owner_id for row in rows})


def _due(today: date, owners: Any) -> Any:
    """Open leads of these owners of which they were not told; locked, so that they are told of by one worker."""
    untold = or_(Lead.reminded_for.is_(None), Lead.reminded_for != Lead.due_on)
    when = Lead.due_on <= today, Lead.due_on > today - LATEST
    shown = select(Lead.id, Lead.contact_id, Lead.owner_id, Lead.next_action, Lead.due_on, known.NAME_COLUMN)
    found = shown.join(Contact, Contact.id == Lead.contact_id).where(*when, OPEN, untold, Lead.owner_id.in_(owners))
    return found.order_by(Lead.owner_id, Lead.due_on, Lead.id).limit(AT_ONCE).with_for_update(of=Lead, skip_locked=True)


def _notice(key: str, owner_id: int, rows: Sequence[Any], house: House, today: date) -> notices.Notice:
    lines = [_line(row, house, today) for row in rows]
    lines = lines[:MOST] + ([f"- and {len(lines) - MOST} more"] if len(lines) > MOST else [])
    all_of_them = ["", f"All of yours: {house.site}/console/leads?due=1&owner={owner_id}"] if house.site else []
    only = f"{one_line(rows[0].name)}: {one_line(rows[0].next_action)}".rstrip(": ")
    subject = f"To do today: {only}" if len(rows) == 1 else f"To do today with {len(rows)} leads"
    text = "\n".join(["Next actions that are due:", "", *lines, *all_of_them])
    return notices.Notice(
        key=key, topic=Topic.LEAD, subject=subject, text=text, gathered={"only": owner_id},
        is_pushed=False, about=tuple(sorted(row.contact_id for row in rows)),
    )  # fmt: skip


def _line(row: Any, house: House, today: date) -> str:
    since = f", since {row.due_on:%d %B %Y}" if row.due_on < today else ""
    what = f": {one_line(row.next_action)}" if row.next_action else ""
    return f"- {one_line(row.name)}{what}{since}" + (f"\n  {house.site}/console/leads/{row.id}" if house.site else "")

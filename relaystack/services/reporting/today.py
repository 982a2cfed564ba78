"""What does the office begin its day with? Who waits, what came in, what is due: a few rows of each."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from relaystack.models import Contact, Direction, Lead, LeadSource, Message, Program

from ..contacts import lease
from ..conversations import unanswered
from ..leads import crm
from ..leads.lead_filter import OPEN
from ..notices import known

SOON = timedelta(days=30)  # before its day a programme is named


@dataclass(frozen=True)
class Block:
    """The first few, and how many there are."""

    items: list[dict[str, Any]]
    count: int


def count_waiting(connection: Connection, now: datetime) -> int:
    """How many wait for a person."""
    return connection.scalar(select(func.count()).select_from(Contact).where(*_wait(now))) or 0


def _wait(now: datetime) -> tuple[Any, ...]:
    return Contact.waiting_since.is_not(None), lease.is_awake(now)


def waiting(connection: Connection, now: datetime, late_since: datetime | None, most: int = 6) -> Block:
    """Who waits for a person, the longest first: since when, how many minutes, and what they said last.

    Who is put off is left out, as in the inbox.
    """
    shown = (Contact.id, known.NAME_COLUMN, Contact.language, Contact.waiting_since, Contact.human_reason,
             _said_last.label("words"))  # fmt: skip
    found = (
        select(*shown)
        .outerjoin(Lead, Lead.contact_id == Contact.id)
        .where(*_wait(now))
        .order_by(Contact.waiting_since, Contact.id)
        .limit(most)
    )
    rows = [_waits(dict(row._mapping), now, late_since) for row in connection.execute(found)]
    return Block(rows, len(rows) if len(rows) < most else count_waiting(connection, now))


_newest = (
    select(func.max(Message.id))
    .where(Message.contact_id == Contact.id, Message.direction == Direction.INCOMING)
    .correlate(Contact)
    .scalar_subquery()
)
_said_last = select(Message.message).where(Message.id == _newest).correlate(Contact).scalar_subquery()


def _waits(row: dict[str, Any], now: datetime, late_since: datetime | None) -> dict[str, Any]:
    since = row["waiting_since"]
    minutes = int(max(now - since, timedelta()).total_seconds() // 60)
    return {**row, "minutes": minutes, "is_late": late_since is not None and since <= late_since}


def new_leads(connection: Connection, since: datetime, most: int = 5) -> Block:
    """Who became a lead since then, the newest first, with what they told; a sheet of them is no news."""
    came = and_(Lead.created_at >= since, Lead.source != LeadSource.IMPORT)
    shown = (Lead.id, Lead.contact_id, known.NAME_COLUMN, Lead.interest, Lead.budget, Lead.country_of_interest,
             Lead.created_at)  # fmt: skip
    found = select(*shown).join(Contact, Contact.id == Lead.contact_id).where(came)
    rows = connection.execute(found.order_by(Lead.created_at.desc(), Lead.id.desc()).limit(most))
    count = connection.scalar(select(func.count()).select_from(Lead).where(came)) or 0
    return Block([dict(row._mapping) for row in rows], count)


def due_actions(connection: Connection, today: date, member_id: int | None, most: int = 6) -> Block:
    """Open leads whose next action is due: this member's and those of nobody, or all; the oldest day first."""
    due = [Lead.due_on <= today, OPEN]
    if member_id is not None:
        due.append(or_(Lead.owner_id == member_id, Lead.owner_id.is_(None)))
    shown = Lead.id, Lead.contact_id, known.NAME_COLUMN, Lead.next_action, Lead.due_on, Lead.stage, crm.OWNER
    found = select(*shown).join(Contact, Contact.id == Lead.contact_id).where(*due)
    rows = connection.execute(found.order_by(Lead.due_on, Lead.id).limit(most))
    count = connection.scalar(select(func.count()).select_from(Lead).where(*due)) or 0
    return Block([dict(row._mapping) for row in rows], count)


def due_reviews(connection: Connection, today: date, most: int = 5) -> Block:
    """Open programmes whose figures must be looked at again by now, or soon; the oldest day first."""
    shown = (Program.code, Program.name, Program.country, Program.as_of, Program.review_by, Program.expires_on)
    served = and_(Program.hidden.is_(False), Program.withdrawn_at.is_(None), Program.status == "open")
    rows = [_due(dict(row._mapping), today) for row in connection.execute(select(*shown).where(served))]
    due = sorted((row for row in rows if row["days"] <= SOON.days), key=lambda row: (row["days"], row["code"]))
    return Block(due[:most], len(due))


def _due(row: dict[str, Any], today: date) -> dict[str, Any]:
    """From when on its figures are no longer said as they are, counted from today."""
    due_on = min(day for day in (row["review_by"] + timedelta(days=1), row["expires_on"]) if day)
    return {**row, "due_on": due_on, "days": (due_on - today).days}


def open_questions(connection: Connection, most: int = 4) -> Block:
    """What nothing was found for and nobody has dealt with, the newest first; alike ones count as one."""
    return Block([vars(one) for one in unanswered.waiting(connection, most)], unanswered.count(connection))

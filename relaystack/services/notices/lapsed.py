"""Who still waits for a person, although the consultants have the conversation no more? Nobody may be forgotten."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, select, update

from relaystack.models import Contact, Lead

from . import handover_mails, known, news
from .hearing import Topic
from .news import Notice

AT_ONCE = 100  # people that one look tells of
_TITLE = "A customer still waits for an answer"


@dataclass(frozen=True)
class Waiting:
    """Somebody whom no person has answered before the bot had the conversation again."""

    contact_id: int
    name: str
    since: datetime


def _lapsed(now: datetime) -> Any:
    return and_(Contact.waiting_since.is_not(None), Contact.human_until <= now)


def tell(connection: Connection, now: datetime) -> int:
    """Post an e-mail for each who waits and of whom nobody was told yet; how many. Any number of workers may ask."""
    rows = connection.execute(
        select(Contact.id, Contact.waiting_since, Contact.human_until, Contact.human_reason)
        .where(_lapsed(now), Contact.waiting_told_at.is_(None))
        .order_by(Contact.id)
        .limit(AT_ONCE)
        .with_for_update(key_share=True, skip_locked=True)  # who is locked writes, or is told of by another worker
    ).all()
    news.tell(connection, [_notice(connection, row) for row in rows], now)
    told = Contact.id.in_([row.id for row in rows])
    if rows:
        connection.execute(update(Contact).where(told).values(waiting_told_at=now))
    return len(rows)


def waiting(connection: Connection, now: datetime) -> list[Waiting]:
    """All who wait, the longest first."""
    rows = connection.execute(
        select(Contact.id, known.NAME_COLUMN, Contact.waiting_since)
        .outerjoin(Lead, Lead.contact_id == Contact.id)
        .where(_lapsed(now))
        .order_by(Contact.waiting_since, Contact.id)
    )
    return [Waiting(row.id, row.name, row.waiting_since) for row in rows]


def ids(now: datetime) -> Any:
    """Their contacts, for a query."""
    return select(Contact.id).where(_lapsed(now))


def troubles(connection: Connection, now: datetime) -> list[str]:
    """How many wait, in words for the health page: it names nobody."""
    count = connection.scalar(select(func.count()).select_from(Contact).where(_lapsed(now))) or 0
    who = "1 customer waits" if count == 1 else f"{count} customers wait"
    return [f"{who} for a person's answer that never came: the digest and the e-mails say who"] if count else []


def _notice(connection: Connection, row: Any) -> Notice:
    who, facts = known.person(connection, row.id)
    lines = [
        *facts,
        f"Waits since: {row.waiting_since:%d %B %Y %H:%M} UTC",
        f"Why it was with you: {handover_mails.why(row.human_reason)}",
        "", "Last messages:", *(one.line() for one in known.last_words(connection, row.id)), "",
        "No consultant has answered, and the bot has the conversation again. Please answer now:",
        "what you write takes the conversation back.",
    ]  # fmt: skip
    key, subject = f"waiting/{row.id}/{row.human_until:%Y%m%dT%H%M%S%f}/mail", f"{_TITLE}: {who}"
    return Notice(key=key, topic=Topic.ALARM, subject=subject, text="\n".join(lines), about=row.id)

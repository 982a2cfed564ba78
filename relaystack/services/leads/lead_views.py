"""Filters of the leads' page under a name: one's own, and those that colleagues share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, func, insert, or_, select
from sqlalchemy.exc import IntegrityError

from relaystack.engine.visible import is_seen
from relaystack.models import LeadView, StaffMember

from ..storage import audit
from ..storage.database import Database
from .written import Odd

LONGEST, MOST = 40, 20  # characters of a name, views of one member
_SUBJECT = "leads"


@dataclass(frozen=True)
class View:
    """One of them; `by` is the colleague who shares it, empty where it is one's own."""

    id: int
    name: str
    asked: Mapping[str, str]
    is_shared: bool
    by: str


def of(database: Database, member_id: int | None) -> Sequence[View]:
    """Those that a member sees: their own first."""
    mine, here = LeadView.member_id == member_id, StaffMember.removed_at.is_(None)
    found = select(LeadView.id, LeadView.name, LeadView.asked, LeadView.is_shared, LeadView.member_id,
                   StaffMember.name.label("by")).join(StaffMember, StaffMember.id == LeadView.member_id)  # fmt: skip
    found = found.where(or_(mine, LeadView.is_shared), here).order_by(mine.desc(), LeadView.name, LeadView.id)
    with database.reading() as connection:
        return [
            View(row.id, row.name, row.asked, row.is_shared, "" if row.member_id == member_id else row.by)
            for row in connection.execute(found.limit(10 * MOST))
        ]


def add(
    database: Database, member_id: int, name: str, asked: Mapping[str, Any], by: str, *, is_shared: bool
) -> None:  # fmt: skip
    """Keep a filter under a name. Raises Odd."""
    name, now = " ".join(name.split()), datetime.now(UTC)
    if not any(map(is_seen, name)) or len(name) > LONGEST or "\0" in name:
        raise Odd(f"Give the view a name of {LONGEST} characters at the most.")
    if not asked:
        raise Odd("Narrow the leads down first: a view of all of them is there already.")
    try:
        with database.transaction() as connection:
            many = select(func.count()).select_from(LeadView).where(LeadView.member_id == member_id)
            if (connection.scalar(many) or 0) >= MOST:
                raise Odd(f"You have {MOST} views. Take one away first.")
            row = {
                "member_id": member_id,
                "name": name,
                "asked": dict(asked),
                "is_shared": is_shared,
                "created_at": now,
            }
            connection.execute(insert(LeadView), row)
            if is_shared:
                audit.note(connection, by, "leads.view_add", _SUBJECT, {"view": None}, {"view": name}, now)
    except IntegrityError:
        raise Odd("You have a view with this name. Choose another name, or take that one away first.") from None


def remove(database: Database, id: int, member_id: int, by: str) -> bool:
    """Take away one of a member's own; whether it was there."""
    mine = LeadView.id == id, LeadView.member_id == member_id
    with database.transaction() as connection:
        row = connection.execute(delete(LeadView).where(*mine).returning(LeadView.name, LeadView.is_shared)).first()
        if row and row.is_shared:
            named = {"view": row.name}, {"view": None}
            audit.note(connection, by, "leads.view_remove", _SUBJECT, *named, datetime.now(UTC))
    return row is not None

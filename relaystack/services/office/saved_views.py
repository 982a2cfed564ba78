"""Filters of a page under a name: one's own, and those that colleagues share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, func, insert, or_, select
from sqlalchemy.exc import IntegrityError

from relaystack.engine.visible import is_seen
from relaystack.models import SavedView, StaffMember

from ..storage import audit
from ..storage.database import Database

LEADS, INBOX = "leads", "inbox"  # the pages that have some
_ADDED = {LEADS: "leads.view_add", INBOX: "inbox.view_add"}
_REMOVED = {LEADS: "leads.view_remove", INBOX: "inbox.view_remove"}
LONGEST, MOST = 40, 20  # characters of a name, views of one member on one page


class OddView(Exception):
    """It cannot be kept so; the text says what to do."""


@dataclass(frozen=True)
class View:
    """One of them; `by` is the colleague who shares it, empty where it is one's own."""

    id: int
    name: str
    asked: Mapping[str, str]
    is_shared: bool
    by: str


def of(database: Database, page: str, member_id: int | None) -> Sequence[View]:
    """Those of a page that a member sees: their own first."""
    mine, here = SavedView.member_id == member_id, StaffMember.removed_at.is_(None)
    found = select(SavedView.id, SavedView.name, SavedView.asked, SavedView.is_shared, SavedView.member_id,
                   StaffMember.name.label("by")).join(StaffMember, StaffMember.id == SavedView.member_id)  # fmt: skip
    found = found.where(SavedView.page == page, or_(mine, SavedView.is_shared), here)
    found = found.order_by(mine.desc(), SavedView.name, SavedView.id)
    with database.reading() as connection:
        return [
            View(row.id, row.name, row.asked, row.is_shared, "" if row.member_id == member_id else row.by)
            for row in connection.execute(found.limit(10 * MOST))
        ]


def add(
    database: Database, page: str, member_id: int, name: str, asked: Mapping[str, Any], by: str, *, is_shared: bool
) -> None:
    """Keep a filter under a name. Raises OddView."""
    name, now = " ".join(name.split()), datetime.now(UTC)
    if not any(map(is_seen, name)) or len(name) > LONGEST or "\0" in name:
        raise OddView(f"Give the view a name of {LONGEST} characters at the most.")
    if not asked:
        raise OddView("Narrow the list down first: a view of all of them is there already.")
    try:
        with database.transaction() as connection:
            mine = SavedView.member_id == member_id, SavedView.page == page
            many = select(func.count()).select_from(SavedView).where(*mine)
            if (connection.scalar(many) or 0) >= MOST:
                raise OddView(f"You have {MOST} views. Take one away first.")
            row = {
                "member_id": member_id,
                "page": page,
                "name": name,
                "asked": dict(asked),
                "is_shared": is_shared,
                "created_at": now,
            }
            connection.execute(insert(SavedView), row)
            if is_shared:
                audit.note(connection, by, _ADDED[page], page, {"view": None}, {"view": name}, now)
    except IntegrityError:
        raise OddView("You have a view with this name. Choose another name, or take that one away first.") from None


def remove(database: Database, id: int, member_id: int, by: str) -> bool:
    """Take away one of a member's own; whether it was there."""
    mine = SavedView.id == id, SavedView.member_id == member_id
    with database.transaction() as connection:
        told = SavedView.page, SavedView.name, SavedView.is_shared
        row = connection.execute(delete(SavedView).where(*mine).returning(*told)).first()
        if row and row.is_shared:
            named = {"view": row.name}, {"view": None}
            audit.note(connection, by, _REMOVED[row.page], row.page, *named, datetime.now(UTC))
    return row is not None

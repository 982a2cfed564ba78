"""What nothing was found for: kept, counted, listed for staff."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from relaystack.engine.effects import NoteUnanswered
from relaystack.engine.text import normalise
from relaystack.models import Unanswered

from ..contacts.identification import Person
from ..storage import audit, pages
from ..storage.database import Database
from ..storage.pages import Page, Wanted
from ..storage.sets import InsertMany, among

LONGEST = 1000  # characters that are kept
_KEEP = InsertMany(
    Unanswered.contact_id, Unanswered.words, Unanswered.alike, Unanswered.place, Unanswered.offered,
    Unanswered.language, Unanswered.created_at,
)  # fmt: skip
_COUNT = (
    select(Unanswered.contact_id, func.count().label("open"))
    .where(among(Unanswered.contact_id, "ids"), Unanswered.resolved_at.is_(None))
    .group_by(Unanswered.contact_id)
)


@dataclass(frozen=True)
class Question:
    """Alike words that nobody has dealt with: the newest of them, whose they were, and how often they were said."""

    id: int
    contact_id: int
    words: str
    place: str
    offered: Sequence[str]
    language: str | None
    last_at: datetime
    count: int


def row(effect: NoteUnanswered, person: Person, now: datetime) -> dict[str, Any]:
    """What to keep of words that nothing was found for."""
    words = effect.words[:LONGEST]
    return {
        "contact_id": person.id, "words": words, "alike": normalise(words) or words, "place": effect.place,
        "offered": list(effect.offered), "language": person.language, "created_at": now,
    }  # fmt: skip


def keep(connection: Connection, rows: Sequence[Mapping[str, Any]], most: int) -> None:
    """Keep them, up to so many open ones of each person: more tell the staff nothing new."""
    if not rows:
        return
    counted = connection.execute(_COUNT, {"ids": [row["contact_id"] for row in rows]})
    open_ones: dict[int, int] = {row.contact_id: row.open for row in counted}
    kept = []
    for one in rows:
        open_ones[one["contact_id"]] = open_ones.get(one["contact_id"], 0) + 1
        if open_ones[one["contact_id"]] <= most:
            kept.append(one)
    if kept:
        _KEEP.execute(connection, kept)


def waiting(connection: Connection, limit: int) -> list[Question]:
    """The open ones, the newest first, alike ones as one."""
    rows = connection.execute(_open(_newest(connection)).order_by(Unanswered.id.desc()).limit(limit))
    return [Question(**row._mapping) for row in rows]


def count(connection: Connection) -> int:
    """How many are open, alike ones as one."""
    alike = select(func.count(Unanswered.alike.distinct())).where(Unanswered.resolved_at.is_(None))
    return connection.scalar(alike) or 0


def page(database: Database, wanted: Wanted) -> Page:
    """A page of the open ones; what is said after the first page was read is on none of those that follow."""
    # Old words that are said again would else move up, past a reader who has not seen them yet.
    with database.reading() as connection:
        newest = wanted.upto or _newest(connection)
        return pages.page(connection, _open(newest), wanted, Unanswered.id, upto=newest)


def _newest(connection: Connection) -> int:
    return connection.scalar(select(func.max(Unanswered.id))) or 0


def _open(newest: int) -> Any:
    """The open ones up to the newest, alike ones as one."""
    groups = (
        select(func.max(Unanswered.id).label("id"), func.count().label("count"))
        .where(Unanswered.resolved_at.is_(None), Unanswered.id <= newest)
        .group_by(Unanswered.alike)
        .subquery()
    )
    shown = (Unanswered.id, Unanswered.contact_id, Unanswered.words, Unanswered.place, Unanswered.offered,
             Unanswered.language, Unanswered.created_at.label("last_at"), groups.c.count)  # fmt: skip
    return select(*shown).join(groups, groups.c.id == Unanswered.id)


def settle(connection: Connection, id: int, by: str, now: datetime) -> int:
    """Somebody has dealt with it, and with all that are alike; how many were open."""
    alike = select(Unanswered.alike).where(Unanswered.id == id).scalar_subquery()
    is_open = Unanswered.resolved_at.is_(None)
    done = connection.execute(
        update(Unanswered).where(Unanswered.alike == alike, is_open).values(resolved_at=now)
    ).rowcount
    if done:
        audit.note(connection, by, "unanswered.settle", f"question:{id}", {"open": done}, {"open": 0}, now)
    return done

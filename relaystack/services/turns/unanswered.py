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
from ..storage.sets import InsertMany

LONGEST = 1000  # characters that are kept
_KEEP = InsertMany(
    Unanswered.contact_id, Unanswered.words, Unanswered.alike, Unanswered.place, Unanswered.offered,
    Unanswered.language, Unanswered.created_at,
)  # fmt: skip


@dataclass(frozen=True)
class Question:
    """Alike words that nobody has dealt with: the newest of them, and how often they were said."""

    id: int
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


def keep(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep them."""
    if rows:
        _KEEP.execute(connection, rows)


def waiting(connection: Connection, limit: int) -> list[Question]:
    """The open ones, the newest first, alike ones as one."""
    groups = (
        select(func.max(Unanswered.id).label("id"), func.count().label("times"))
        .where(Unanswered.resolved_at.is_(None))
        .group_by(Unanswered.alike)
        .order_by(func.max(Unanswered.id).desc())
        .limit(limit)
        .subquery()
    )
    rows = connection.execute(
        select(Unanswered.__table__, groups.c.times)
        .join(groups, groups.c.id == Unanswered.id)
        .order_by(Unanswered.id.desc())
    )
    return [Question(r.id, r.words, r.place, r.offered, r.language, r.created_at, r.times) for r in rows]


def settle(connection: Connection, id: int, now: datetime) -> int:
    """Somebody has dealt with it, and with all that are alike; how many were open."""
    alike = select(Unanswered.alike).where(Unanswered.id == id).scalar_subquery()
    is_open = Unanswered.resolved_at.is_(None)
    return connection.execute(
        update(Unanswered).where(Unanswered.alike == alike, is_open).values(resolved_at=now)
    ).rowcount

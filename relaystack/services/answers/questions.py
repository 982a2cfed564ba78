"""Questions without an answer, alike ones together, with who asked them last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from relaystack.models import Contact, Lead, Unanswered

from ..conversations import unanswered
from ..notices import known
from ..storage.sets import among

PEOPLE = 4  # of each question are named
_ALIKE = select(Unanswered.id, Unanswered.alike).where(among(Unanswered.id, "ids"))
_ASKED = (
    select(Unanswered.alike, Unanswered.contact_id, func.max(Unanswered.id).label("last"))
    .where(Unanswered.resolved_at.is_(None), among(Unanswered.alike, "alike"))
    .group_by(Unanswered.alike, Unanswered.contact_id)
    .subquery()
)
_WHO = (
    select(_ASKED.c.alike, _ASKED.c.contact_id, known.NAME_COLUMN)
    .join(Contact, Contact.id == _ASKED.c.contact_id)
    .outerjoin(Lead, Lead.contact_id == Contact.id)
    .order_by(_ASKED.c.last.desc())
)


@dataclass(frozen=True)
class Asked:
    """Alike words: the newest of them, the first of the people who said them, and how many these are."""

    question: unanswered.Question
    people: Sequence[Mapping[str, Any]]
    how_many: int


def one(connection: Connection, id: int) -> Mapping[str, Any] | None:
    """An open question, to be taught an answer to."""
    shown = select(Unanswered.id, Unanswered.words, Unanswered.language, Unanswered.contact_id)
    row = connection.execute(shown.where(Unanswered.id == id, Unanswered.resolved_at.is_(None))).first()
    return dict(row._mapping) if row else None


def of(connection: Connection, listed: Sequence[unanswered.Question]) -> list[Asked]:
    """These, with their people."""
    alike = {row.id: row.alike for row in connection.execute(_ALIKE, {"ids": [question.id for question in listed]})}
    people: dict[str, list[Mapping[str, Any]]] = {}
    for row in connection.execute(_WHO, {"alike": list(alike.values())}):
        people.setdefault(row.alike, []).append(dict(row._mapping))
    found = ((question, people.get(alike.get(question.id, ""), [])) for question in listed)
    return [Asked(question, who[:PEOPLE], len(who)) for question, who in found]

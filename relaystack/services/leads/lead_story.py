"""One lead with all that staff ask before they call: who, told, shown, asked, looked at, and who did what with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from relaystack.models import AuditEntry, Contact, TurnTaken, Unanswered

from ..notices import known
from ..storage.database import Database
from . import lead_desk

MOST = 20  # of each kind


@dataclass(frozen=True)
class Story:
    """`lead` is what its version names; `shown` the latest figure of each programme, `history` from the audit."""

    lead: dict[str, Any]
    name: str
    shown: dict[str, Any]
    programs: Sequence[Any]
    topics: Sequence[Any]
    unanswered: Sequence[str]
    history: Sequence[dict[str, Any]]

    @property
    def changed_last(self) -> dict[str, Any] | None:
        """What a colleague did last, unless the person has told us something since."""
        told_at = max((one["created_at"] for one in self.lead["enquiries"]), default=None)
        last = next(iter(self.history), None)
        return last if last and (told_at is None or last["at"] > told_at) else None


def of(database: Database, id: int) -> Story | None:
    """All of it; nothing where there is no such lead."""
    with database.reading() as connection:
        lead = lead_desk.found(connection, id)
        if lead is None:
            return None
        contact_id = lead["contact_id"]
        called = connection.scalar(select(Contact.profile_name).where(Contact.id == contact_id)) or ""
        shown = {id: figure for one in reversed(lead["enquiries"]) for id, figure in one["shown"].items()}
        programs, topics = (_spoken_of(connection, contact_id, what) for what in (TurnTaken.program, TurnTaken.topic))
        asked, history = _unanswered(connection, contact_id), _history(connection, id)
    return Story(lead, known.name(lead, called), shown, programs, topics, asked, history)


def _spoken_of(connection: Connection, contact_id: int, what: Any) -> Sequence[Any]:
    """Of which programmes or topics the person's turns were, the latest first: `code`, `times`, `last`."""
    last = func.max(TurnTaken.at).label("last")
    there = TurnTaken.contact_id == contact_id, what.is_not(None), what != ""
    found = select(what.label("code"), func.count().label("times"), last).where(*there).group_by(what)
    return connection.execute(found.order_by(last.desc()).limit(MOST)).all()


def _unanswered(connection: Connection, contact_id: int) -> list[str]:
    """What they asked and nothing was found for, the newest first."""
    words = select(Unanswered.words).where(Unanswered.contact_id == contact_id).order_by(Unanswered.id.desc())
    return list(connection.scalars(words.limit(MOST)))


def _history(connection: Connection, id: int) -> list[dict[str, Any]]:
    """What staff did with it, the newest first."""
    mine = select(AuditEntry.at, AuditEntry.by, AuditEntry.action, AuditEntry.changes)
    mine = mine.where(AuditEntry.subject == lead_desk.subject(id)).order_by(AuditEntry.id.desc())
    return [dict(row._mapping) for row in connection.execute(mine.limit(MOST))]

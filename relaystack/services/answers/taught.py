"""Answers that staff teach: kept beside the content folder, each change held to its rules and written down."""

import re
import unicodedata
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, count
from typing import Any

from sqlalchemy import Connection, insert, select, update

from relaystack.content import taught
from relaystack.content.taught import TaughtAnswer, Trouble
from relaystack.engine.flow import Book
from relaystack.models import AuditEntry, TaughtAnswerRow

from ..conversations import unanswered
from ..storage import audit
from ..storage.database import Database, deploy_alone
from ..storage.versions import must_be

MOST, ENTRIES = 300, 50  # answers; entries of a history
PARTS = ("title", "asks", "say", "leads", "tell", "served")
ACTIONS = ("answer.change", "answer.put_back")  # those that can be put back
Made = Callable[[Connection, Mapping[str, Any]], dict[str, Any] | None]  # the parts of a row as they shall be
_ADDRESSES = {"new", "questions"}  # what stands below the page of answers beside their names
_table = TaughtAnswerRow.__table__
_TOO_MANY = (
    f"There are {MOST} answers already. Change one of them, or take the ones that are old to the content folder."
)


class Unfit(Exception):
    """It cannot be kept so; each trouble says why, and what to do."""

    def __init__(self, troubles: Sequence[Trouble]) -> None:
        super().__init__(troubles[0].words)
        self.troubles = troubles


@dataclass(frozen=True)
class Draft:
    """What a form says an answer should be."""

    title: str = ""
    asks: Mapping[str, str] | None = None
    say: Mapping[str, str] | None = None
    leads: str = ""
    tell: bool = False

    def answer(self, name: str) -> TaughtAnswer:
        """As the bot would have it."""
        return TaughtAnswer(name, self.title, self.asks or {}, self.say or {}, self.leads, self.tell)

    @property
    def parts(self) -> dict[str, Any]:
        """As it is kept."""
        return {"title": self.title, "asks": dict(self.asks or {}), "say": dict(self.say or {}), "leads": self.leads,
                "tell": self.tell}  # fmt: skip


@dataclass(frozen=True)
class Story:
    """An answer's row, and what was done with it, the newest first."""

    row: Mapping[str, Any]
    history: Sequence[Mapping[str, Any]]


def every(connection: Connection) -> list[dict[str, Any]]:
    """All of them in the order in which they were taught, those that are not said too."""
    return [dict(row._mapping) for row in connection.execute(select(_table).order_by(TaughtAnswerRow.id))]


def of_row(row: Mapping[str, Any]) -> TaughtAnswer:
    """A row as the bot would have it."""
    return TaughtAnswer(row["name"], row["title"], row["asks"], row["say"], row["leads"], row["tell"])


def shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a form of it shows, and what its version goes by."""
    return {name: row[name] for name in PARTS}


def story(connection: Connection, name: str) -> Story | None:
    """All that stands on its page; None where there is no such answer."""
    row = _found(connection, name)
    if row is None:
        return None
    columns = AuditEntry.id, AuditEntry.at, AuditEntry.by, AuditEntry.action, AuditEntry.changes
    mine = select(*columns).where(AuditEntry.subject == _subject(name)).order_by(AuditEntry.id.desc())
    return Story(row, [dict(one._mapping) for one in connection.execute(mine.limit(ENTRIES))])


def others(connection: Connection, book: Book, name: str = "") -> list[TaughtAnswer]:
    """What is said beside this one of all that was taught."""
    said = (of_row(row) for row in every(connection) if row["served"] and row["name"] != name)
    return taught.fitting(book, said)[0]


def teach(database: Database, book: Book, draft: Draft, by: str, question: int | None = None) -> str:
    """Keep a new answer, and settle the question that it is for; its name. Raises Unfit."""
    now = datetime.now(UTC)
    with database.transaction() as connection:
        deploy_alone(connection)  # two who teach the same at once: the second reads what the first has kept
        rows = every(connection)
        if len(rows) >= MOST:
            raise Unfit([Trouble("title", _TOO_MANY)])
        name = _free(book, draft.title, {row["name"] for row in rows})
        _hold(connection, book, draft.answer(name))
        kept = {"name": name, **draft.parts, "served": True, "version": 1, "created_at": now, "updated_at": now}
        connection.execute(insert(TaughtAnswerRow), kept)
        told = {part: kept[part] for part in PARTS}
        audit.note(connection, by, "answer.teach", _subject(name), dict.fromkeys(told), told, now)
        if question:
            unanswered.settle(connection, question, by, now)
    return name


def change(
    database: Database, book: Book, name: str, draft: Draft, by: str, seen: Container[str] | None = None
) -> bool:
    """Word one anew; whether there is such an answer. Raises Unfit, or Outdated by `seen`."""
    return _revise(database, book, name, lambda *_: draft.parts, "answer.change", by, seen)


def turn(database: Database, book: Book, name: str, by: str, seen: Container[str] | None, *, served: bool) -> bool:
    """Have the bot say it, or not; whether there is such an answer. Nothing of it is lost."""
    action = "answer.say" if served else "answer.silence"
    return _revise(database, book, name, lambda *_: {"served": served}, action, by, seen)


def put_back(database: Database, book: Book, name: str, entry: int, by: str, seen: Container[str] | None) -> bool:
    """Undo a change of the history; whether there is one. Raises Unfit where a later one has altered the same."""

    def before(connection: Connection, row: Mapping[str, Any]) -> dict[str, Any] | None:
        mine = select(AuditEntry.changes).where(AuditEntry.id == entry, AuditEntry.subject == _subject(name))
        changes = connection.scalar(mine.where(AuditEntry.action.in_(ACTIONS)))
        if changes is None:
            return None
        if later := [part for part, (_, new) in changes.items() if row[part] != new]:
            told = f"This was changed again since then: {', '.join(later)}. Put the later change back first."
            raise Unfit([Trouble("history", told)])
        return {part: old for part, (old, _) in changes.items()}

    return _revise(database, book, name, before, "answer.put_back", by, seen)


def _revise(
    database: Database, book: Book, name: str, made: Made, action: str, by: str, seen: Container[str] | None,
) -> bool:  # fmt: skip
    now = datetime.now(UTC)
    with database.transaction() as connection:
        deploy_alone(connection)
        row = _found(connection, name)
        if row is None:
            return False
        must_be(seen, shown(row))
        wanted = made(connection, row)
        if wanted is None:
            return False
        after = {part: value for part, value in wanted.items() if value != row[part]}
        if after:
            altered = {**row, **after}
            if altered["served"]:
                _hold(connection, book, of_row(altered))
            changed = {**after, "version": row["version"] + 1, "updated_at": now}
            connection.execute(update(TaughtAnswerRow).where(TaughtAnswerRow.id == row["id"]).values(changed))
            audit.note(connection, by, action, _subject(name), row, after, now)
    return True


def _hold(connection: Connection, book: Book, answer: TaughtAnswer) -> None:
    if found := taught.troubles(book, others(connection, book, answer.name), answer):
        raise Unfit(found)


def _found(connection: Connection, name: str) -> dict[str, Any] | None:
    row = connection.execute(select(_table).where(TaughtAnswerRow.name == name)).first()
    return dict(row._mapping) if row else None


def _free(book: Book, title: str, names: set[str]) -> str:
    """A name that nothing has which can be asked about."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    name = re.sub("[^a-z0-9]+", "_", plain).strip("_0123456789")[:40].strip("_") or "answer"
    taken = _ADDRESSES | names | set(book.company) | (set(book.questions.words.about) if book.questions else set())
    return next(one for one in chain([name], (f"{name}_{n}" for n in count(2))) if one not in taken)


def _subject(name: str) -> str:
    return f"answer:{name}"

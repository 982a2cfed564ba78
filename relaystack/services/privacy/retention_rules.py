"""How long is what kept? Rules that the office sets, in days; what has none is kept for good."""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, func, or_, select, update

from relaystack.models import (
    UNDER_WAY,
    AuditEntry,
    Base,
    GivenUp,
    Lead,
    Media,
    Message,
    OfficeSetting,
    PlannedMessage,
    SetAside,
    Unanswered,
)  # fmt: skip

from ..storage import audit
from ..storage.database import Database, insert
from ..storage.versions import must_be

NAME, SUBJECT = "retention", "office:retention"
MOST = 36_500  # days
Days = dict[str, int | None]  # of each rule; None: for good
_LOCKED = select(OfficeSetting.value).where(OfficeSetting.name == NAME).with_for_update()


class OddRule(ValueError):
    """It cannot be kept so; the text says what to do."""


@dataclass(frozen=True)
class Part:
    """Rows of a table that a rule is about, and which of them are older than a moment."""

    table: type[Base]
    older: Callable[[datetime], ColumnElement[bool]]


@dataclass(frozen=True)
class Rule:
    """What is deleted together. `least`: of fewer days something that is still needed would go."""

    label: str
    words: str
    least: int
    parts: Sequence[Part]


def _old_lead(then: datetime) -> ColumnElement[bool]:
    return (Lead.updated_at < then) & or_(Lead.due_on.is_(None), Lead.due_on < then.date())


def _old_file(then: datetime) -> ColumnElement[bool]:
    """A message that has not left yet still needs its file."""
    needed = exists().where(Message.key == Media.message_id, Message.status.in_(UNDER_WAY))
    return (Media.stored_at < then) & ~needed


RULES = {
    "messages": Rule("Messages", "what was said, questions without an answer, and what was written for later", 30, (
        Part(Message, lambda then: (Message.timestamp < then) & Message.status.not_in(UNDER_WAY)),
        Part(Unanswered, lambda then: Unanswered.created_at < then),
        Part(PlannedMessage, lambda then: PlannedMessage.ended_at < then),
    )),
    "files": Rule("Files", "pictures, documents and voice notes, theirs and ours", 7, (
        Part(Media, _old_file),
    )),
    "leads": Rule("Leads", "those that nobody has touched for so long, with nothing due", 90, (Part(Lead, _old_lead),)),
    "audit": Rule("Audit", "who did what", 90, (Part(AuditEntry, lambda then: AuditEntry.at < then),)),
    "updates": Rule("Raw updates", "what came in and could not be read, what could not be delivered", 7, (
        Part(SetAside, lambda then: SetAside.created_at < then), Part(GivenUp, lambda then: GivenUp.created_at < then),
    )),
}  # fmt: skip


def of(connection: Connection) -> Days:
    """What is set by now."""
    kept = connection.scalar(select(OfficeSetting.value).where(OfficeSetting.name == NAME)) or {}
    return {name: kept.get(name) for name in RULES}


def before(days: int, now: datetime) -> datetime:
    """What is older goes."""
    return now - timedelta(days=days)


def told(connection: Connection, days: Mapping[str, int | None], now: datetime) -> dict[str, int]:
    """How many rows each rule would delete, if it ran now."""
    return {name: _count(connection, RULES[name], kept, now) for name, kept in days.items() if kept is not None}


def change(database: Database, wanted: Days, by: str, seen: Container[str] | None = None) -> bool:
    """Set them, and write down who did; whether that changed anything. Raises OddRule, or Outdated by `seen`."""
    check(wanted)
    now = datetime.now(UTC)
    with database.transaction() as connection:
        first = insert(connection, OfficeSetting).on_conflict_do_nothing()
        connection.execute(first, {"name": NAME, "value": dict.fromkeys(RULES), "updated_at": now})
        kept = connection.execute(_LOCKED).scalar_one()
        was: dict[str, Any] = {name: kept.get(name) for name in RULES}
        must_be(seen, was)
        after = {name: days for name, days in wanted.items() if days != was[name]}
        if after:
            changed = {"value": {**was, **after}, "updated_at": now}
            connection.execute(update(OfficeSetting).where(OfficeSetting.name == NAME).values(changed))
            audit.note(connection, by, "office.retention", SUBJECT, was, after, now)
    return bool(after)


def check(wanted: Mapping[str, int | None]) -> None:
    """Raises OddRule."""
    for name, days in wanted.items():
        rule = RULES[name]
        if days is not None and not rule.least <= days <= MOST:
            raise OddRule(f"{rule.label}: between {rule.least} and {MOST:,} days, or nothing to keep them for good.")


def _count(connection: Connection, rule: Rule, days: int, now: datetime) -> int:
    then = before(days, now)
    each = (select(func.count()).select_from(part.table).where(part.older(then)) for part in rule.parts)
    return sum(connection.scalar(count) or 0 for count in each)

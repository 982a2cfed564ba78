"""What staff write for later: planned, changed and taken back under the person's lock, and audited."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from relaystack.engine.message_templates import MessageTemplate
from relaystack.errors import KeyReused
from relaystack.models import Direction, Message, PlannedMessage

from ..contacts import permission
from ..contacts.identification import Person
from ..contacts.people import People
from ..message_templates import template_sending
from ..storage import audit
from ..storage.database import Database
from ..storage.versions import must_be
from .authors import Writer
from .care import Seen
from .staff_texts import key_of

LONGEST = timedelta(days=90)
MOST = 20  # that wait for one person
SENT, DROPPED, TAKEN_BACK = "sent", "dropped", "taken back"
_SHOWN = PlannedMessage.__table__.columns
_PENDING = PlannedMessage.ended_at.is_(None)


class CannotPlan(Exception):
    """It cannot be planned like that: why, in words for staff."""


class Gone(Exception):
    """It was sent or taken back meanwhile."""


@dataclass(frozen=True)
class Plan:
    """What is to go when; the template with its values goes instead where the 24 hours are over."""

    text: str
    due_at: datetime
    template: MessageTemplate | None
    values: Mapping[str, str]

    def row(self) -> dict[str, Any]:
        """As it is kept."""
        told = {"name": self.template.name, "values": dict(self.values)} if self.template else None
        return {"text": self.text, "due_at": self.due_at, "template": told}


def moment(day: str, hour: str, zone: tzinfo) -> datetime:
    """A time by the office's clock. Raises CannotPlan for one that is none, or that the clocks leap over."""
    try:
        at = datetime.combine(date.fromisoformat(day), time.fromisoformat(hour), zone)
        there = at.astimezone(UTC)
        is_real = there.astimezone(zone).replace(tzinfo=None) == at.replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise CannotPlan("Choose a day and a time.") from None
    if not is_real:
        raise CannotPlan(f"There is no {at:%H:%M} on that day: the clocks leap over it. Choose another time.")
    return there


def shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """What two people must not change unseen by each other."""
    return {name: row[name] for name in ("id", "text", "due_at", "template")}


def pending(database: Database, contact_id: int) -> list[dict[str, Any]]:
    """What waits for a person, the next first."""
    mine = select(*_SHOWN).where(PlannedMessage.contact_id == contact_id, _PENDING)
    with database.reading() as connection:
        rows = connection.execute(mine.order_by(PlannedMessage.due_at, PlannedMessage.id))
        return [dict(row._mapping) for row in rows]


def dropped(connection: Connection, contact_id: int) -> Iterator[dict[str, Any]]:
    """What did not go, and why, for the conversation."""
    mine = PlannedMessage.contact_id == contact_id, PlannedMessage.outcome == DROPPED
    for row in connection.execute(select(*_SHOWN).where(*mine)):
        yield {**row._mapping, "what": "dropped", "at": row.ended_at}


def plan(database: Database, contact_id: int, wanted: Plan, key: str, by: Writer) -> bool | None:
    """Plan a message, once however often the key is repeated; nothing where there is no such person.

    Raises CannotPlan, or KeyReused where the key named something else.
    """
    now = datetime.now(UTC)
    key = key_of(contact_id, key)
    with database.transaction() as connection:
        person = _locked(connection, contact_id, now)
        if person is None:
            return None
        before = connection.execute(select(*_SHOWN).where(PlannedMessage.key == key)).first()
        if before:
            if (before.text, before.due_at) != (wanted.text, wanted.due_at):
                raise KeyReused
            return False
        if connection.scalar(select(Message.id).where(Message.key == key)):
            raise KeyReused
        _must_be_possible(connection, person, wanted, now)
        row = {
            **wanted.row(), "contact_id": contact_id, "key": key, "author": by.key, "author_name": by.name,
            "heard_id": heard(connection, contact_id), "planned_at": now,
        }  # fmt: skip
        connection.execute(insert(PlannedMessage), row)
        _note(connection, contact_id, by, "message.plan", {"due_at": None}, {"due_at": wanted.due_at}, now)
        return True


def change(database: Database, contact_id: int, id: int, wanted: Plan, by: Writer, seen: Seen) -> None:
    """Plan it otherwise; whoever does so is its writer. Raises CannotPlan, Gone, or Outdated."""

    def work(connection: Connection, person: Person, row: Mapping[str, Any], now: datetime) -> None:
        _must_be_possible(connection, person, wanted, now, is_new=False)
        values = {**wanted.row(), "author": by.key, "author_name": by.name, "planned_at": now,
                  "heard_id": heard(connection, contact_id)}  # fmt: skip
        connection.execute(update(PlannedMessage).where(PlannedMessage.id == id).values(values))
        _note(connection, contact_id, by, "message.plan_change", row, {"due_at": wanted.due_at}, now)

    _with(database, contact_id, id, seen, work)


def take_back(database: Database, contact_id: int, id: int, by: Writer, seen: Seen) -> None:
    """It does not go. Raises Gone, or Outdated."""

    def work(connection: Connection, person: Person, row: Mapping[str, Any], now: datetime) -> None:
        end(connection, id, TAKEN_BACK, now)
        _note(connection, contact_id, by, "message.plan_cancel", row, {"due_at": None}, now)

    _with(database, contact_id, id, seen, work)


def end(connection: Connection, id: int, outcome: str, now: datetime, reason: str | None = None) -> None:
    """It waits no more."""
    values = {"ended_at": now, "outcome": outcome, "reason": reason}
    connection.execute(update(PlannedMessage).where(PlannedMessage.id == id).values(values))


def heard(connection: Connection, contact_id: int) -> int:
    """The last message of a person, by its number."""
    theirs = Message.contact_id == contact_id, Message.direction == Direction.INCOMING
    return connection.scalar(select(func.max(Message.id)).where(*theirs)) or 0


def waiting(connection: Connection, contact_id: int, id: int) -> Mapping[str, Any] | None:
    """One that still waits, where the person is locked."""
    mine = PlannedMessage.id == id, PlannedMessage.contact_id == contact_id, _PENDING
    row = connection.execute(select(*_SHOWN).where(*mine)).first()
    return row._mapping if row else None  # type: ignore[return-value]


Work = Callable[[Connection, Person, Mapping[str, Any], datetime], None]


def _with(database: Database, contact_id: int, id: int, seen: Seen, work: Work) -> None:
    now = datetime.now(UTC)
    with database.transaction() as connection:
        person = _locked(connection, contact_id, now)
        row = waiting(connection, contact_id, id) if person else None
        if person is None or row is None:
            raise Gone
        must_be(seen, shown(row))
        work(connection, person, row, now)


def _locked(connection: Connection, contact_id: int, now: datetime) -> Person | None:
    return next(iter(People(connection, now).lock([contact_id])), None)


def _must_be_possible(
    connection: Connection, person: Person, wanted: Plan, now: datetime, *, is_new: bool = True
) -> None:
    if not now < wanted.due_at <= now + LONGEST:
        raise CannotPlan(f"Choose a time that is to come, within {LONGEST.days} days.")
    if person.opted_out_at:
        raise CannotPlan(permission.OPTED_OUT.capitalize() + ".")
    if wanted.template and (why := template_sending.unfit(wanted.template, wanted.values)):
        raise CannotPlan(f"{'; '.join(why)}.")
    mine = PlannedMessage.contact_id == person.id, _PENDING
    if is_new and (connection.scalar(select(func.count()).where(*mine)) or 0) >= MOST:
        raise CannotPlan(f"{MOST} messages wait for this person already.")


def _note(
    connection: Connection, contact_id: int, by: Writer, action: str, before: Mapping[str, Any],
    after: Mapping[str, Any], now: datetime,
) -> None:  # fmt: skip
    audit.note(connection, by.name, action, audit.of_contact(contact_id), before, after, now, contact_id)

"""Who of the staff has a conversation, and whether there is anything to do in it: changed under lock, and audited."""

from collections.abc import Callable, Container
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, exists, select

from relaystack.models import StaffMember

from ..contacts import lease
from ..contacts.identification import Person
from ..contacts.people import People
from ..conversations import handovers
from ..conversations.talks import ConversationSettings
from ..storage import audit
from ..storage.database import Database
from ..storage.versions import must_be
from .authors import ANSWERS, Writer

Work = Callable[[Connection, Person, datetime], None]
Seen = Container[str] | None
LONGEST = timedelta(days=90)


class CannotAssign(Exception):
    """There is no such member of the staff, no more, or none who may answer."""


class OddTime(Exception):
    """A conversation cannot sleep until then."""


def standing(one: Any, now: datetime) -> dict[str, Any]:
    """How a conversation stands with us: what two people must not change unseen by each other."""
    return {
        "assignee_id": one.assignee_id, "closed_at": one.closed_at, "snoozed_until": one.snoozed_until,
        "held": one.human_until is not None and now < one.human_until,
    }  # fmt: skip


def take(
    database: Database, settings: ConversationSettings, contact_id: int, by: Writer, seen: Seen = None
) -> bool | None:
    """Whoever asks has the conversation, and the bot is silent; nothing where there is no such person."""

    def work(connection: Connection, person: Person, now: datetime) -> None:
        handovers.take(connection, person, now + settings.quiet, now)
        person.reopen()
        person.assignee_id = by.member_id or person.assignee_id

    return _change(database, contact_id, by, "conversation.take", seen, work)


def hand_back(
    database: Database, settings: ConversationSettings, contact_id: int, by: Writer, seen: Seen = None,
    *, silently: bool = False,
) -> bool | None:  # fmt: skip
    """The bot has the conversation again, and says so unless it is to do so `silently`; nobody of us has it then."""

    def work(connection: Connection, person: Person, now: datetime) -> None:
        handovers.hand_back(connection, settings, person, now, silently=silently)
        person.assignee_id = None

    return _change(database, contact_id, by, "conversation.hand_back", seen, work)


def assign(database: Database, contact_id: int, member_id: int | None, by: Writer, seen: Seen = None) -> bool | None:
    """Give the conversation to a colleague, or to nobody. Raises CannotAssign."""

    def work(connection: Connection, person: Person, now: datetime) -> None:
        them = exists().where(StaffMember.id == member_id, ANSWERS)
        if member_id is not None and not connection.scalar(select(them)):
            raise CannotAssign
        person.assignee_id = member_id

    return _change(database, contact_id, by, "conversation.assign", seen, work)


def close(database: Database, contact_id: int, by: Writer, seen: Seen = None) -> bool | None:
    """Nothing is left to do, until the person writes again: they wait for nobody."""

    def work(connection: Connection, person: Person, now: datetime) -> None:
        lease.settle(person)
        person.closed_at, person.snoozed_until = person.closed_at or now, None

    return _change(database, contact_id, by, "conversation.close", seen, work)


def reopen(database: Database, contact_id: int, by: Writer, seen: Seen = None) -> bool | None:
    """It is in sight again: not closed, and awake."""

    def work(connection: Connection, person: Person, now: datetime) -> None:
        person.reopen()

    return _change(database, contact_id, by, "conversation.reopen", seen, work)


def snooze(database: Database, contact_id: int, until: datetime, by: Writer, seen: Seen = None) -> bool | None:
    """Out of sight until then, or until the person writes. Raises OddTime."""

    def work(connection: Connection, person: Person, now: datetime) -> None:
        if not now < until <= now + LONGEST:
            raise OddTime
        person.snoozed_until = until

    return _change(database, contact_id, by, "conversation.snooze", seen, work)


def written_by(connection: Connection, person: Person, by: Writer, before: dict[str, Any], now: datetime) -> None:
    """Whoever of the staff wrote to a person, who is locked, has the conversation; `before` is how it stood."""
    person.assignee_id = by.member_id or person.assignee_id
    _note(connection, by, "conversation.take", person, before, now)


def _change(database: Database, contact_id: int, by: Writer, action: str, seen: Seen, work: Work) -> bool | None:
    """Do it, unless it is not what was seen any more (Outdated); whether it changed anything."""
    now = datetime.now(UTC)
    with database.transaction() as connection:
        people = People(connection, now)
        person = next(iter(people.lock([contact_id])), None)
        if person is None:
            return None
        before = standing(person, now)
        must_be(seen, before)
        work(connection, person, now)
        people.save()
        return _note(connection, by, action, person, before, now)


def _note(
    connection: Connection, by: Writer, action: str, person: Person, before: dict[str, Any], now: datetime
) -> bool:
    after = {name: value for name, value in standing(person, now).items() if value != before[name]}
    if after:
        audit.note(connection, by.name, action, audit.of_contact(person.id), before, after, now, person.id)
    return bool(after)

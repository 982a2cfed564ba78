"""Write to somebody who never wrote: the contact begins with the template that goes to them, or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, select, update
from sqlalchemy.exc import IntegrityError

from relaystack.engine.message_templates import MessageTemplate
from relaystack.engine.phones import reachable
from relaystack.engine.updates import Identity
from relaystack.models import Contact, Message

from ..contacts.people import People
from ..conversations.talks import ConversationSettings
from ..message_templates import template_sending
from ..storage import audit
from ..storage.database import Database
from . import staff_texts
from .authors import Writer
from .details import LONGEST_NAME


class Odd(ValueError):
    """It cannot be somebody's name or number; the text says what would be right."""


@dataclass(frozen=True)
class Newcomer:
    """Somebody to be written to; `phone` is what one dials from abroad."""

    phone: str
    name: str
    language: str | None


@dataclass(frozen=True)
class Known:
    """The number is somebody's already. `stopped`: they want no messages; `sent`: by this very form."""

    contact_id: int
    stopped: bool = False
    sent: bool = False


def newcomer(written: str, name: str, language: str | None) -> Newcomer:
    """Who is meant by what staff have typed; raises Odd."""
    phone = reachable(written)
    if phone is None:
        raise Odd("Write the number with its country code, like +971 50 123 4567.")
    if len(name) > LONGEST_NAME or "\0" in name:
        raise Odd(f"A name has {LONGEST_NAME} characters at the most.")
    return Newcomer(phone, " ".join(name.split()), language)


def known(database: Database, phone: str) -> Known | None:
    """Whose number it is already."""
    with database.reading() as connection:
        return _known(connection, phone)


def send(
    database: Database, settings: ConversationSettings, template: MessageTemplate, whom: Newcomer,
    values: Mapping[str, str], key: str, language: str | None, by: Writer,
) -> int | Known:  # fmt: skip
    """Have the template sent to them, once for each key: their number, or that they are known.

    Raises CannotSend where Meta or the person would not have it; then nobody was added.
    """
    try:
        return _send(database, settings, template, whom, values, f"first/{by.key}/{key}", language, by)
    except IntegrityError:  # somebody was a moment faster: a colleague, or the person
        if there := known(database, whom.phone):
            return there
        raise


def _send(
    database: Database, settings: ConversationSettings, template: MessageTemplate, whom: Newcomer,
    values: Mapping[str, str], cause: str, language: str | None, by: Writer,
) -> int | Known:  # fmt: skip
    now = datetime.now(UTC)
    with database.transaction() as connection:
        if there := _sent(connection, cause) or _known(connection, whom.phone):
            return there
        people = People(connection, now)
        [person] = people.find([Identity(phone=whom.phone)])
        person.language = whom.language
        _name(connection, person.id, whom, by, now)
        taking = staff_texts.taking(settings, by, template)
        template_sending.send_within(connection, person, template, values, cause, language, taking, by.key, now)
        people.save()
        return person.id


def _name(connection: Connection, id: int, whom: Newcomer, by: Writer, now: datetime) -> None:
    told = {"called": whom.name or None, "language": whom.language}
    connection.execute(update(Contact).where(Contact.id == id).values(called=told["called"]))
    audit.note(connection, by.name, "person.add", audit.of_contact(id), dict.fromkeys(told), told, now, id)


def _known(connection: Connection, phone: str) -> Known | None:
    there = select(Contact.id, Contact.opted_out_at).where(Contact.phone == phone, Contact.erased_at.is_(None))
    row = connection.execute(there).first()
    return Known(row.id, row.opted_out_at is not None) if row else None


def _sent(connection: Connection, cause: str) -> Known | None:
    id = connection.scalar(select(Message.contact_id).where(Message.key == f"template/{cause}"))
    return Known(id, sent=True) if id is not None else None

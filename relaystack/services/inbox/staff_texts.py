"""What staff send to one person: through the outbox, where it may go. Writing takes the conversation from the bot."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection, insert, select

from relaystack.engine.message_templates import MessageTemplate
from relaystack.engine.outgoing_files import Staged
from relaystack.engine.replies import CAPTION, Reply
from relaystack.errors import KeyReused
from relaystack.models import Contact, Direction, Message, Status

from ..contacts import permission, threads
from ..contacts.identification import Person
from ..contacts.people import People
from ..conversations import handovers
from ..conversations.talks import ConversationSettings
from ..files import sent_files
from ..message_templates import template_sending
from ..outbox import outbox
from ..storage import audit
from ..storage.database import Database
from . import care, meanwhile
from .authors import Writer

OUTSIDE = "not sent: the person has not written within 24 hours, so only a template may be sent"
FULL = "not sent: there is no room for more files here; whoever runs the bot can make some"
_SHOWN = (Message.id, Message.direction, Message.kind, Message.message, Message.timestamp, Message.status,
          Message.error_code, Message.error_title, Message.thread_owner.label("thread_with"), Message.price_type,
          Message.price_category, Message.price_model, Message.billable, Message.author, Message.content)  # fmt: skip


def key_of(contact_id: int, key: str) -> str:
    """What names a message of staff in the outbox, by the key that its form or program gave it."""
    return f"api/{contact_id}/{key}"


@dataclass(frozen=True)
class Refused:
    """It may not go, and why."""

    reason: str


def send(
    database: Database,
    conversation_settings: ConversationSettings,
    contact_id: int,
    text: str,
    key: str,
    by: Writer,
    *,
    take: bool = True,
    seen: meanwhile.Seen | None = None,
    file: Staged | None = None,
) -> dict[str, Any] | Refused | None:
    """Have a text or a file sent, once however often the key is repeated; nothing where there is no such person.

    Whoever writes has the conversation from then on, but for programs that do not `take` it. Beside Meta's agent alone,
    where we have no role among the responders of the account, sending takes the thread from it.

    Raises KeyReused where the key named other words, Meanwhile where another of us did something not `seen`.
    """
    key = key_of(contact_id, key)
    with database.transaction() as connection:
        sent = _sent(connection, conversation_settings, contact_id, text, key, by, seen, file, take=take)
    if file:
        file.keep()
    return sent


def _sent(
    connection: Connection, conversation_settings: ConversationSettings, contact_id: int, text: str, key: str,
    by: Writer, seen: meanwhile.Seen | None, file: Staged | None, *, take: bool,
) -> dict[str, Any] | Refused | None:  # fmt: skip
    now = datetime.now(UTC)
    people = People(connection, now)
    person = next(iter(people.lock([contact_id])), None)
    if person is None:
        return None
    if (there := _message(connection, key)) is not None:
        if not _is_the_same(there, text, file):
            raise KeyReused
        return _shown(there)
    if refused := against(connection, conversation_settings, person, now):
        return refused
    if file and sent_files.is_full(connection, file.size, file.quota_mb):
        return Refused(FULL)
    meanwhile.look(connection, person, by, seen)
    put(connection, conversation_settings, person, text, key, by, now, file, take=take)
    people.save()
    return _shown(_message(connection, key))


def against(
    connection: Connection, conversation_settings: ConversationSettings, person: Person, now: datetime
) -> Refused | None:
    """Why nothing of ours may go to a person, who is locked, where that is so."""
    if threads.is_anothers(person, now) and not threads.may_take(person, conversation_settings.role):
        return Refused(threads.against(person, now, now))
    return _refusal(connection, person.id, now)


def put(
    connection: Connection, conversation_settings: ConversationSettings, person: Person, text: str, key: str,
    by: Writer, now: datetime, file: Staged | None = None, *, take: bool = True,
) -> None:  # fmt: skip
    """Have it go to a person, who is locked and may be written to; what has changed of them is to be saved."""
    threads.regain(person, now)
    if take:
        _take(connection, conversation_settings, person, by, now)
    _queue(connection, person, text, key, by.key, file, now)
    _note(connection, person, by, "message.send", {"file": file.file.mime_type} if file else {}, now)


def send_template(
    database: Database,
    conversation_settings: ConversationSettings,
    template: MessageTemplate,
    contact_id: int,
    values: Mapping[str, str],
    key: str,
    language: str | None,
    by: Writer,
    *,
    take: bool = True,
    seen: meanwhile.Seen | None = None,
) -> template_sending.Queued:
    """Have a template sent, as `template_sending.send` does; whoever sends one has the conversation as well."""

    cause, taken = key_of(contact_id, key), taking(conversation_settings, by, template, seen, take=take)
    return template_sending.send(database, template, contact_id, values, cause, language, taken, by.key)


def taking(
    conversation_settings: ConversationSettings, by: Writer, template: MessageTemplate,
    seen: meanwhile.Seen | None = None, *, take: bool = True,
) -> template_sending.Taking:  # fmt: skip
    """What becomes of a conversation by a template that somebody sends."""

    def taken(connection: Connection, person: Person, *, is_marketing: bool, now: datetime) -> None:
        if not is_marketing:
            meanwhile.look(connection, person, by, seen)
            if take:
                _take(connection, conversation_settings, person, by, now)
        _note(connection, person, by, "template.send", {"template": template.name}, now)

    return taken


def _take(
    connection: Connection, conversation_settings: ConversationSettings, person: Person, by: Writer, now: datetime
) -> None:
    before = care.standing(person, now)
    handovers.by_writing(connection, person, now + conversation_settings.quiet, now, by=by.key)
    care.written_by(connection, person, by, before, now)


def _note(
    connection: Connection, person: Person, by: Writer, action: str, told: Mapping[str, Any], now: datetime
) -> None:
    """That somebody wrote; what they wrote stands in the conversation."""
    audit.note(connection, by.name, action, audit.of_contact(person.id), dict.fromkeys(told), told, now, person.id)


def _refusal(connection: Connection, contact_id: int, now: datetime) -> Refused | None:
    """While consultants have the conversation, it is they who write."""
    known = connection.execute(select(*permission.COLUMNS).where(Contact.id == contact_id)).one()
    person = SimpleNamespace(**{**known._mapping, "thread_since": None, "thread_until": None})  # looked at before
    if person.last_inbound_at is None:
        return Refused(OUTSIDE)
    refused = permission.refusal({"even_handed_over": True}, None, person, now, now)
    return Refused(refused.reason if refused.code != permission.OUTSIDE else OUTSIDE) if refused else None


def _queue(
    connection: Connection, person: Person, text: str, key: str, author: str, file: Staged | None, now: datetime
) -> None:
    """A text; or a file with the text as its caption; words that no caption holds follow it."""
    caption = text if file is None or (file.file.kind != "audio" and len(text) <= CAPTION) else ""
    reply = Reply(caption, even_handed_over=True, file=file.file if file else None)
    kind = file.file.kind if file else "text"
    due, person.paced_until = outbox.paced(person.paced_until, now)
    message = {
        "contact_id": person.id, "phone": person.phone, "message": caption or f"[{kind}]",
        "direction": Direction.OUTGOING, "timestamp": now, "status": Status.QUEUED, "kind": kind, "key": key,
        "author": author, "content": reply.to_json(),
    }  # fmt: skip
    connection.execute(insert(Message), message)
    item = {"key": key, "carrier": outbox.WHATSAPP, "contact_id": person.id, "payload": reply.to_json(), "due_at": due}
    sent_files.post(connection, item, now)
    if file:
        sent_files.note(connection, person.id, key, file, now)
        if text != caption:
            _queue(connection, person, text, f"{key}/words", author, None, now)


def _is_the_same(there: Mapping[str, Any], text: str, file: Staged | None) -> bool:
    """Whether what was sent under a key is what is asked for now."""
    sent = (there["content"] or {}).get("file")
    if sent and file:
        return bool(sent["sha256"] == file.file.sha256)
    return not sent and not file and bool(there["message"] == text)


def _message(connection: Connection, key: str) -> dict[str, Any] | None:
    row = connection.execute(select(*_SHOWN).where(Message.key == key)).first()
    return dict(row._mapping) if row else None


def _shown(message: dict[str, Any] | None) -> dict[str, Any] | None:
    return {name: value for name, value in message.items() if name != "content"} if message else None

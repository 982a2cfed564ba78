"""What the turns of a transaction leave to be written: gathered meanwhile, written all at once."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from relaystack.engine.replies import Document, Reply
from relaystack.engine.updates import Received
from relaystack.models import BOT, Direction, Message, Session, Status

from .. import notices
from ..bookings.happened import Happened
from ..carriers import kinds
from ..contacts.identification import Person
from ..files import media, uploads
from ..leads import confirmations, leads
from ..notices import handover_mails
from ..outbox import outbox
from ..outbox.outbox import WHATSAPP
from ..storage.sets import InsertMany
from . import appointment_news, taken, unanswered
from .talks import ConversationSettings, Talk

_KEPT = (Session.phone, Session.current_step, Session.state, Session.updated_at, Session.last_activity,
         Session.is_active)  # fmt: skip
_KEEP_SESSIONS = InsertMany(
    Session.contact_id, Session.created_at, *_KEPT, unique=(Session.contact_id,), replacing=_KEPT
)  # fmt: skip
_KEEP_MESSAGES = InsertMany(
    Message.contact_id, Message.phone, Message.message, Message.direction, Message.timestamp, Message.status,
    Message.kind, Message.key, Message.author, Message.content, Message.error_title,
)  # fmt: skip


@dataclass(frozen=True)
class HandedOver:
    """A conversation that consultants are to take; `key` names the effect."""

    talk: Talk
    reason: str
    key: str


@dataclass
class Written:
    """Rows that turns have produced, and what follows from them."""

    turns: list[dict[str, Any]] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    outbox: list[dict[str, Any]] = field(default_factory=list)
    captures: list[leads.Capture] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    handed_over: list[HandedOver] = field(default_factory=list)
    asked: list[tuple[int, str, str]] = field(default_factory=list)
    overheard: list[tuple[int, Received]] = field(default_factory=list)
    unanswered: list[dict[str, Any]] = field(default_factory=list)
    fell_quiet: list[HandedOver] = field(default_factory=list)
    not_fetched: list[tuple[int, Received]] = field(default_factory=list)
    happened: list[Happened] = field(default_factory=list)

    def post(self, key: str, carrier: str, contact_id: int, payload: Mapping[str, Any], due: datetime) -> None:
        """Have something leave, in this person's order."""
        row = {"key": key, "carrier": carrier, "contact_id": contact_id, "payload": payload, "due_at": due}
        self.outbox.append(row)

    def note(self, person: Person, reply: Reply, key: str, now: datetime) -> None:
        """Keep a reply as a message on record."""
        self.messages.append(
            {
                "contact_id": person.id, "phone": person.phone, "message": words_of(reply),
                "direction": Direction.OUTGOING, "timestamp": now, "status": Status.QUEUED,
                "kind": "document" if reply.document else "text", "key": key, "author": BOT,
                "content": reply.to_json(),
            }
        )  # fmt: skip

    def last_of(self, contact_id: int) -> tuple[str, Mapping[str, Any]] | None:
        """The last that is to reach this person: its key and payload."""
        mine = (row for row in reversed(self.outbox) if (row["contact_id"], row["carrier"]) == (contact_id, WHATSAPP))
        row = next(mine, None)
        return (row["key"], row["payload"]) if row else None

    def forget(self, key: str) -> bool:
        """Let what was queued under the key never have been said; whether it was there."""
        kept = [row for row in self.outbox if row["key"] != key]
        is_there = len(kept) < len(self.outbox)
        self.outbox = kept
        self.messages = [row for row in self.messages if row["key"] != key]
        return is_there

    def void(self, keys: Container[str], reason: str) -> None:
        """What was queued under those keys stays unsent, and the record says why."""
        self.outbox = [row for row in self.outbox if row["key"] not in keys]
        for row in self.messages:
            if row["key"] in keys:
                row["status"], row["error_title"] = Status.FAILED, reason

    def save(self, connection: Connection, settings: ConversationSettings, talks: list[Talk], now: datetime) -> int:
        """Write what turns leave: for any number of plain ones four statements. How many items were posted."""
        if talks:
            _KEEP_SESSIONS.execute(connection, [_session(talk, now) for talk in talks])
        if self.turns:
            taken.KEEP.execute(connection, self.turns)
        if self.messages:
            _KEEP_MESSAGES.execute(connection, self.messages)
        unanswered.keep(connection, self.unanswered, settings.bounds.questions)
        crms = kinds.told_of_leads(settings.can)
        mails = leads.keep(connection, self.captures, now, crms, settings.book.leads)
        appointment_news.announce(connection, self.happened, settings.can, now)  # who booked is a lead by now
        told = [*mails.values(), *self._of_hand_overs(connection)]
        if confirmations.CARRIER in settings.can:
            asked = [capture for capture in self.captures if capture.key in mails]
            self.outbox += confirmations.items(connection, asked, settings.book, now)
        self._pass_on(connection, settings, now)
        self.outbox += uploads.wanted(connection, self.documents, now)
        outbox.post(connection, self.outbox, now)
        notices.tell(connection, told, now)
        return len(self.outbox) + len(told)

    def _of_hand_overs(self, connection: Connection) -> Iterator[notices.Notice]:
        """E-mails about conversations that consultants are to take, and of whom the bot answers no more for now."""
        of = (handover_mails.summary, self.handed_over), (handover_mails.fell_quiet, self.fell_quiet)
        for write, which in of:
            for one in which:
                yield write(connection, f"{one.key}/mail", one.talk.person.id, one.reason, one.talk.answers)

    def _pass_on(self, connection: Connection, settings: ConversationSettings, now: datetime) -> None:
        """What is written in conversations that consultants have, and files that nobody fetches."""
        for who, message in self.not_fetched:
            media.too_many(connection, who, message, settings.bounds.files, now)
        for who, key, words in self.asked:
            handover_mails.asked_for(connection, who, key, words, now)
        for who, message in self.overheard:
            handover_mails.pass_on(connection, who, message, now)


def _session(talk: Talk, now: datetime) -> dict[str, Any]:
    place = talk.state.place
    return {
        "contact_id": talk.person.id, "phone": talk.person.phone, "current_step": str(place) if place else None,
        "metadata": talk.state.to_json(), "created_at": now, "updated_at": now,
        "last_activity": talk.last_activity or now, "is_active": place is not None,
    }  # fmt: skip


def words_of(reply: Reply) -> str:
    """What the person reads: the text, and what can be tapped."""
    tapped = [choice.title for choice in reply.choices] or ([reply.link.title] if reply.link else [])
    return "\n".join([reply.text, *(f"[{title}]" for title in tapped)])

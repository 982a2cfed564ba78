"""How turns are taken under a person's lock, and what comes of them is written down, all at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select, update

from relaystack.context import contact_id
from relaystack.engine.effects import CaptureLead, Effect, OptIn, OptOut, SearchJobs
from relaystack.engine.events import Incoming
from relaystack.engine.facts import Facts
from relaystack.engine.flow import Book
from relaystack.engine.replies import Document, Reply
from relaystack.engine.state import State
from relaystack.engine.turn import Turn, take_turn
from relaystack.engine.updates import Attachment, Received
from relaystack.errors import DeliveryError
from relaystack.models import UNDER_WAY, Direction, Lead, Message, Session, Status

from . import leads, media, outbox, uploads
from .identification import Person
from .programs import CatalogueCache
from .sets import InsertMany, among

_SESSIONS = (
    select(Session.contact_id, Session.state.label("state"), Session.last_activity, Lead.name, Lead.email,
           Lead.interest, Lead.budget, Lead.country_of_interest.label("country"))
    .outerjoin(Lead, Lead.contact_id == Session.contact_id)
    .where(among(Session.contact_id, "ids"))
)  # fmt: skip
_KEPT = (Session.phone, Session.current_step, Session.state, Session.updated_at, Session.last_activity,
         Session.is_active)  # fmt: skip
_KEEP_SESSIONS = InsertMany(
    Session.contact_id, Session.created_at, *_KEPT, unique=(Session.contact_id,), replacing=_KEPT
)  # fmt: skip
_KEEP_MESSAGES = InsertMany(
    Message.contact_id, Message.phone, Message.message, Message.direction, Message.timestamp, Message.status,
    Message.kind, Message.key, Message.content, Message.error_title,
)  # fmt: skip
OPTED_OUT = "not sent: the person has asked for no more messages"
_KNOWN = ("name", "email", "interest", "budget", "country")


@dataclass(frozen=True)
class Desk:
    """What conversations need besides the database: the flow book, the catalogue, what can be done here."""

    book: Book
    catalogue: CatalogueCache
    timeout: timedelta
    can: frozenset[str]
    meaning: Callable[[int, str], DeliveryError]  # of an error code that comes in a status


@dataclass
class Talk:
    """One person's conversation during a transaction."""

    person: Person
    state: State
    last_activity: datetime | None
    known: Mapping[str, Any]
    touched: bool = False


@dataclass
class Written:
    """Rows that turns have produced, to be written together."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    outbox: list[dict[str, Any]] = field(default_factory=list)
    captures: list[leads.Capture] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)


class Conversations:
    """The conversations of one transaction."""

    def __init__(self, connection: Connection, desk: Desk, now: datetime) -> None:
        self._connection = connection
        self._desk = desk
        self._now = now
        self._talks: dict[int, Talk] = {}
        self._written = Written()

    def open(self, people: Sequence[Person]) -> None:
        """Load where these people are; they must be locked already."""
        self._talks = {person.id: Talk(person, State(), None, {}) for person in people}
        for row in self._connection.execute(_SESSIONS, {"ids": list(self._talks)}):
            contact_id.set(row.contact_id)  # should this state or turn fail, the log says whose it was
            talk = self._talks[row.contact_id]
            talk.state, talk.last_activity = State.from_json(row.state), row.last_activity
            talk.known = {name: value for name in _KNOWN if (value := getattr(row, name)) is not None}

    def take(self, person: Person, incoming: Incoming, cause: str, at: datetime, *, by_person: bool = True) -> None:
        """Take one turn. `cause` is the id of what woke it; every key of what it does begins with that."""
        contact_id.set(person.id)
        talk = self._talks[person.id]
        turn = take_turn(self._desk.book, talk.state, incoming, self._facts(talk, at))
        talk.state, talk.touched = turn.state, True
        if by_person:
            talk.last_activity = max(at, talk.last_activity or at)
        step = str(turn.state.place or "rest")
        for index, effect in enumerate(turn.effects):
            self._carry_out(person, effect, f"{cause}/{step}/effect{index}", talk)
        self._queue(person, turn, f"{cause}/{step}", at)

    def keep_file(self, person: Person, message: Received, file: Attachment) -> None:
        """Have the file of a message fetched, beside the answer."""
        self._written.outbox.append(media.item(message, file, person.id, self._now))

    def save(self) -> int:
        """Write sessions, messages and outbox; how many items were posted."""
        sessions = [self._session(talk) for talk in self._talks.values() if talk.touched]
        if sessions:
            _KEEP_SESSIONS.execute(self._connection, sessions)
        if self._written.messages:
            _KEEP_MESSAGES.execute(self._connection, self._written.messages)
        for key, mail in leads.keep(self._connection, self._written.captures, self._now).items():
            self._post(f"{key}/mail", "mail", None, mail)
        self._written.outbox += uploads.wanted(self._connection, self._written.documents, self._now)
        outbox.post(self._connection, self._written.outbox, self._now)
        return len(self._written.outbox)

    def _facts(self, talk: Talk, at: datetime) -> Facts:
        idle = None if talk.last_activity is None else max(at - talk.last_activity, timedelta())
        return Facts(
            now=self._now,
            catalogue=self._desk.catalogue.get(self._connection),
            idle=idle,
            timeout=self._desk.timeout,
            opted_out=talk.person.opted_out_at is not None,
            can=self._desk.can,
            known=talk.known,
            language=talk.person.language,
        )

    def _carry_out(self, person: Person, effect: Effect, key: str, talk: Talk) -> None:
        match effect:
            case CaptureLead():
                self._written.captures.append(leads.Capture(person, effect, key))
                talk.known = {**talk.known, **{n: v for n in _KNOWN if (v := getattr(effect, n))}}
            case SearchJobs():
                self._post(
                    key,
                    "jobs",
                    person.id,
                    {"country": effect.country, "name": effect.name, "place": effect.place},
                )
            case OptOut():
                person.opted_out_at = self._now
                self._take_back(person)
            case OptIn():
                if person.opted_out_at:
                    self._not_sent(outbox.drop_older(self._connection, person.id, person.opted_out_at))
                person.opted_out_at = None

    def _take_back(self, person: Person) -> None:
        """Nothing that still waits for a person may leave after they said stop, nor after they come back."""
        gone = outbox.drop(self._connection, person.id)
        mine = [row["key"] for row in self._written.messages if row["contact_id"] == person.id]
        self._written.outbox = [row for row in self._written.outbox if row["key"] not in mine]
        for row in self._written.messages:
            if row["key"] in mine:
                row["status"], row["error_title"] = Status.FAILED, OPTED_OUT
        self._not_sent(gone)
        person.paced_until = None  # the last word is next

    def _not_sent(self, keys: Sequence[str]) -> None:
        if keys:
            failed = {"status": Status.FAILED, "error_title": OPTED_OUT}
            under_way = Message.key.in_(keys), Message.status.in_(UNDER_WAY)
            self._connection.execute(update(Message).where(*under_way).values(failed))

    def _post(
        self,
        key: str,
        carrier: str,
        contact_id: int | None,
        payload: Mapping[str, Any],
        due: datetime | None = None,
    ) -> None:
        row = {
            "key": key,
            "carrier": carrier,
            "contact_id": contact_id,
            "payload": payload,
            "due_at": due or self._now,
        }
        self._written.outbox.append(row)

    def _queue(self, person: Person, turn: Turn, cause: str, at: datetime) -> None:
        for index, reply in enumerate(turn.replies):
            due, person.paced_until = outbox.paced(person.paced_until, self._now)
            key = f"{cause}/{index}"
            content = reply.to_json()
            self._post(key, "whatsapp", person.id, content, due)
            if reply.document and "upload" in self._desk.can:
                self._written.documents.append(reply.document)
            self._written.messages.append(
                {
                    "contact_id": person.id, "phone": person.phone, "message": words_of(reply),
                    "direction": Direction.OUTGOING, "timestamp": self._now, "status": Status.QUEUED,
                    "kind": "document" if reply.document else "text", "key": key, "content": content,
                }
            )  # fmt: skip

    def _session(self, talk: Talk) -> dict[str, Any]:
        place = talk.state.place
        return {
            "contact_id": talk.person.id, "phone": talk.person.phone, "current_step": str(place) if place else None,
            "metadata": talk.state.to_json(), "created_at": self._now, "updated_at": self._now,
            "last_activity": talk.last_activity or self._now, "is_active": place is not None,
        }  # fmt: skip


def words_of(reply: Reply) -> str:
    """What the person reads: the text, and what can be tapped."""
    return "\n".join([reply.text, *(f"[{choice.title}]" for choice in reply.choices)])

"""What the conversations of a transaction work with, and what they leave to be written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from relaystack.engine.flow import Book
from relaystack.engine.house import UNNAMED, House
from relaystack.engine.replies import Document
from relaystack.engine.state import State
from relaystack.engine.updates import Received
from relaystack.errors import DeliveryError

from ..catalogue.programs import CatalogueCache
from ..contacts import lease
from ..contacts.identification import Person
from ..leads import leads


@dataclass(frozen=True)
class Bounds:
    """What one person may have: answers and files a day, questions that nobody has dealt with."""

    answers: int = 300
    files: int = 50
    questions: int = 50


@dataclass(frozen=True)
class ConversationSettings:
    """What conversations need besides the database: the flow book, the catalogue, what can be done here."""

    book: Book
    catalogue: CatalogueCache
    timeout: timedelta
    can: frozenset[str]
    meaning: Callable[[int, str], DeliveryError]  # of an error code that comes in a status
    quiet: timedelta = lease.QUIET  # after a hand-over; then the bot has the conversation again
    house: House = UNNAMED
    role: str = ""  # ours among the responders of the WhatsApp account
    bounds: Bounds = field(default_factory=Bounds)


@dataclass
class Talk:
    """One person's conversation during a transaction."""

    person: Person
    state: State
    last_activity: datetime | None
    known: Mapping[str, Any]
    has_timer: bool = False
    touched: bool = False
    answers: Mapping[str, Any] = field(default_factory=dict)  # all that were given by this turn, half-filled ones too
    unread: Mapping[str, str] = field(default_factory=dict)  # the message that no reply of this turn marks as read


@dataclass(frozen=True)
class HandedOver:
    """A conversation that consultants are to take; `key` names the effect."""

    talk: Talk
    reason: str
    key: str


@dataclass
class Written:
    """Rows that turns have produced, to be written together."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    outbox: list[dict[str, Any]] = field(default_factory=list)
    captures: list[leads.Capture] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    handed_over: list[HandedOver] = field(default_factory=list)
    overheard: list[tuple[int, Received]] = field(default_factory=list)
    unanswered: list[dict[str, Any]] = field(default_factory=list)
    fell_quiet: list[HandedOver] = field(default_factory=list)
    not_fetched: list[tuple[int, Received]] = field(default_factory=list)

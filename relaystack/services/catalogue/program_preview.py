"""What the bot would say of a programme, in each of its languages: made by the engine, and kept nowhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from relaystack.content.check import limits
from relaystack.content.programs import to_program
from relaystack.content.rehearsal import Rehearsal
from relaystack.engine import choices
from relaystack.engine.catalogue import Catalogue
from relaystack.engine.events import Tapped
from relaystack.engine.flow import Book
from relaystack.engine.replies import Reply

from .program_changes import draft
from .program_rows import as_row


@dataclass(frozen=True)
class Spoken:
    """The message of one language; `troubles` say why WhatsApp would not take it as it is."""

    language: str
    reply: Reply
    troubles: tuple[str, ...]


def of(book: Book, row: Mapping[str, Any], changes: Mapping[str, Any], now: datetime) -> list[Spoken]:
    """The programme's page as a customer would read it with these changes, whether they fit or not."""
    program = to_program(as_row(row, draft(row, changes)))
    page = next(wish for wish in book.lexicon.intents.values() if wish.one)
    tap = Tapped(f"{choices.INTENT_TAP}{page.name}?programme={program.id}")
    return [_spoken(book, Catalogue([program]), language, tap, now) for language in book.languages]


def _spoken(book: Book, catalogue: Catalogue, language: str, tap: Tapped, now: datetime) -> Spoken:
    rehearsal = Rehearsal(book, catalogue, now, language=language)
    rehearsal.says("menu")  # who writes for the first time is greeted
    [reply] = rehearsal.take(tap).replies
    return Spoken(language, reply, tuple(limits.of_reply(reply)))

"""What a running bot takes from the content folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from relaystack.engine.flow import Book
from relaystack.engine.message_templates import MessageTemplate

from .book import load_book
from .message_templates import load_templates


@dataclass(frozen=True)
class ServedContent:
    """The flow book and the message templates; nothing of it changes while it is served."""

    book: Book
    templates: Mapping[str, MessageTemplate]

    @classmethod
    def read(cls, folder: Path) -> "ServedContent":
        """From a content folder; raises ContentError with all that is wrong with it."""
        book = load_book(folder)
        return cls(book, load_templates(folder, book))

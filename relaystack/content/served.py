"""What a running bot takes from the content folder."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from relaystack.engine.flow import Book
from relaystack.engine.message_templates import MessageTemplate

from .book import load_book
from .message_templates import load_templates


@dataclass(frozen=True, eq=False)
class ServedContent:
    """The flow book and the message templates of one version; another version is another of these."""

    book: Book
    templates: Mapping[str, MessageTemplate]
    version: str = ""
    folder: Book | None = None  # the book without what staff have taught, where something was laid over it

    @property
    def folder_book(self) -> Book:
        """The flow book as the content folder has it."""
        return self.folder or self.book

    @classmethod
    def read(cls, folder: Path) -> "ServedContent":
        """From a content folder; raises ContentError with all that is wrong with it."""
        book = load_book(folder)
        return cls(book, load_templates(folder, book), _version(folder))


def _version(folder: Path) -> str:
    """A short name for what the folder's files hold; the same wherever the same files lie."""
    found = hashlib.sha256()
    for file in sorted(folder.rglob("*.yaml")):
        found.update(f"{file.relative_to(folder).as_posix()}\0{file.stat().st_size}\0".encode())
        found.update(file.read_bytes())
    return found.hexdigest()[:12]

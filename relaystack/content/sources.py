"""Where does served content come from? From a folder, and over it what staff have taught (`services/answers`)."""

from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from .served import ServedContent
from .watch import stamps


class ContentSource(Protocol):
    """What content is read from. Another place to keep it, like the database, is another class with these two."""

    def stamp(self) -> Hashable:
        """Another one whenever the content may be another one. It is asked for every second, so it must be cheap."""

    def read(self) -> ServedContent:
        """The content; raises ContentError with all that is wrong with it."""


class ContentLayer(Protocol):
    """What is laid over served content from another place, like the database. It is asked every second, too."""

    def stamp(self) -> Hashable:
        """Another one whenever something else may be laid; the last one while it cannot be told."""

    def lay(self, content: ServedContent) -> tuple[ServedContent, list[str]]:
        """The content with it, and in words what of it does not fit and is left out."""


@dataclass(frozen=True)
class FolderSource:
    """A content folder. Its files are looked at, and read only when one of them has changed."""

    folder: Path

    def stamp(self) -> Hashable:
        """The files with when and how large they were written."""
        return frozenset(stamps(self.folder).items())

    def read(self) -> ServedContent:
        """What the folder holds now."""
        return ServedContent.read(self.folder)

"""Where does served content come from? From a folder today; words that staff publish will be a source beside it."""

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

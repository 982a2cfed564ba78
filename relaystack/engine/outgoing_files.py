"""What is known of a file that staff want to send, before it is anybody's."""

from contextlib import AbstractContextManager
from typing import BinaryIO, Protocol

from .replies import File

LARGEST = 16 * 2**20  # what Meta takes of sound; a larger document hardly opens on a telephone


class Unfit(Exception):
    """WhatsApp would not take it: why, in words for staff."""


class Staged(Protocol):
    """A file that lies whole on the disk as a draft: claimed before its message is committed, kept after that.

    A crash before the commit leaves a draft, which is swept; one after it a draft that whoever needs the file keeps.
    """

    file: File
    size: int
    sha256: str
    quota_mb: int  # of all files together

    def claim(self) -> None:
        """Give the draft the name by which it is found again."""
        ...

    def keep(self) -> None:
        """Give it its own name, for good."""
        ...


class Staging(Protocol):
    """Looks at files of the staff, and lays them down. `takes_webm`: what Chromium records becomes a voice note."""

    takes_webm: bool

    def staged(self, given: BinaryIO, named: str, key: str) -> AbstractContextManager[Staged]:
        """A file as it would go out with the message of this key; raises Unfit."""
        ...

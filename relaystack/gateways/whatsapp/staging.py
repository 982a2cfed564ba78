"""Where files of the staff are looked at, and lie until their message is on record."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO

from relaystack.engine.carrier import place_of
from relaystack.engine.outgoing_files import LARGEST, Unfit
from relaystack.engine.replies import File
from relaystack.private_files import private_folder

from .. import voice
from ..folder import INCOMING, kept, waiting
from .file_types import MB, FileType, extension
from .recognition import OPUS, WEBM, is_stereo, recognised

NAME = 100  # characters of one, as the customer sees it
_TAKEN = "pictures (JPEG, PNG), PDF, documents of Word, Excel and PowerPoint, plain text and sound"


@dataclass
class Draft:
    """A file that is nobody's yet (`engine.outgoing_files.Staged`)."""

    file: File
    size: int
    sha256: str
    draft: Path
    root: Path
    quota_mb: int

    def claim(self) -> None:
        """Give the draft the name by which it is found again."""
        self.draft.replace(self.root / waiting(self.file.path))

    def keep(self) -> None:
        """Give it its own name, for good."""
        kept(self.root, self.file.path)


class Staging:
    """Looks at files, and lays them down below MEDIA_DIR."""

    def __init__(self, root: Path, quota_mb: int, *, takes_webm: bool = voice.CAN_PACK) -> None:
        self._root, self._quota_mb = root, quota_mb
        self.takes_webm = takes_webm

    @contextmanager
    def staged(self, given: BinaryIO, named: str, key: str) -> Iterator[Draft]:
        """A file as it would go out with the message of this key; raises Unfit."""
        data = given.read(LARGEST + 1)
        sha256 = hashlib.sha256(data).hexdigest()
        kind, data = self._fit(data)
        draft = self._write(data)
        try:
            path = f"{place_of(key)}{extension(kind.mime_type)}"
            file = File(kind.kind, kind.mime_type, _name(named, kind), path, sha256)
            yield Draft(file, len(data), hashlib.sha256(data).hexdigest(), draft, self._root, self._quota_mb)
        finally:
            draft.unlink(missing_ok=True)

    def _write(self, data: bytes) -> Path:
        folder = self._root / INCOMING
        private_folder(folder)
        with NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        return Path(file.name)

    def _fit(self, data: bytes) -> tuple[FileType, bytes]:
        """What it is, and its bytes as they go out."""
        if not data:
            raise Unfit("There is nothing in this file.")
        if len(data) > LARGEST:
            raise Unfit(f"A file may have {LARGEST // MB} MB at the most.")
        file = recognised(data)
        if file is WEBM:
            file, data = OPUS, self._packed(data)
        if file is None:
            raise Unfit(f"WhatsApp does not take this kind of file. It takes {_TAKEN}.")
        if len(data) > file.largest:
            raise Unfit(f"WhatsApp takes pictures of {file.largest // MB} MB at the most; this one is larger.")
        if file is OPUS and is_stereo(data):
            raise Unfit("This recording is in stereo. WhatsApp takes voice notes with one channel.")
        return file, data

    def _packed(self, webm: bytes) -> bytes:
        if not self.takes_webm:
            raise Unfit("Recordings of this browser cannot be sent from here. Use another one, or attach a sound file.")
        try:
            return voice.in_ogg(webm)
        except voice.Unreadable:
            raise Unfit("This recording cannot be read. Record it again.") from None


def _name(named: str, kind: FileType) -> str:
    """What the customer sees: no path, nothing that hides or turns around, and the ending that the bytes deserve."""
    bare = "".join(c for c in named.replace("\\", "/").rpartition("/")[2] if c.isprintable())
    ending = extension(kind.mime_type)
    stem = bare[: -len(ending)] if bare.lower().endswith(ending) else bare.rpartition(".")[0] or bare
    return (stem.strip(" .")[:NAME].strip(" .") or "file") + ending

"""Which files lie on Meta's side?"""

import base64
import hashlib
import secrets
from dataclasses import dataclass

from metatwin.json_types import Json


@dataclass(frozen=True)
class File:
    """One uploaded file."""

    id: str
    data: bytes
    mime_type: str
    filename: str | None = None

    @property
    def sha256(self) -> str:
        """The checksum as webhooks and answers carry it."""
        return base64.b64encode(hashlib.sha256(self.data).digest()).decode()

    def to_json(self, url: str) -> Json:
        """The answer to a GET of the media id."""
        return {
            "messaging_product": "whatsapp",
            "url": url,
            "mime_type": self.mime_type,
            "sha256": self.sha256,
            "file_size": len(self.data),
            "id": self.id,
        }


class Shelf:
    """All the files, by id."""

    def __init__(self) -> None:
        self._files: dict[str, File] = {}

    def put(self, data: bytes, mime_type: str, filename: str | None = None) -> File:
        """Keep a file."""
        file = File(str(secrets.randbelow(9 * 10**15) + 10**15), data, mime_type, filename)
        self._files[file.id] = file
        return file

    def get(self, media_id: str) -> File | None:
        """The file with this id."""
        return self._files.get(media_id)

"""Which files lie on Meta's side, and for how long can they be fetched?"""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from metatwin.customers import now
from metatwin.json_types import Json

OF_CUSTOMERS = timedelta(days=7)  # how long an id from a webhook is good for
UPLOADED = timedelta(days=30)  # and one from an upload
LINK = timedelta(minutes=5)

MB = 2**20
# What a business may upload, and how much of it.
LARGEST = {
    **dict.fromkeys(("image/jpeg", "image/png"), 5 * MB),
    **dict.fromkeys(("audio/aac", "audio/amr", "audio/mp4", "audio/mpeg", "audio/ogg"), 16 * MB),
    **dict.fromkeys(("video/3gpp", "video/mp4"), 16 * MB),
    "image/webp": MB // 2,
    **dict.fromkeys(
        (
            "application/pdf",
            "text/plain",
            "application/msword",
            "application/vnd.ms-excel",
            "application/vnd.ms-powerpoint",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
        100 * MB,
    ),
}


@dataclass(frozen=True)
class File:
    """One file, of the business or of a customer."""

    id: str
    data: bytes
    mime_type: str
    filename: str | None
    expires_at: datetime

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
    """All the files by id, and the links under which they can be fetched for five minutes."""

    def __init__(self) -> None:
        self._files: dict[str, File] = {}
        self._links: dict[str, tuple[str, datetime]] = {}
        self._later = timedelta()  # by how much everything here is older than the clock says

    def put(self, data: bytes, mime_type: str, filename: str | None = None, lives: timedelta = UPLOADED) -> File:
        """Keep a file."""
        id = str(secrets.randbelow(9 * 10**15) + 10**15)
        self._files[id] = File(id, data, mime_type, filename, self._now() + lives)
        return self._files[id]

    def get(self, media_id: str) -> File | None:
        """The file with this id, unless it has expired."""
        file = self._files.get(media_id)
        return file if file and file.expires_at > self._now() else None

    def drop(self, media_id: str) -> bool:
        """Keep the file no longer; was it there?"""
        return self._files.pop(media_id, None) is not None

    def link(self, file: File) -> str:
        """A new path under which the file can be fetched."""
        ticket = secrets.token_urlsafe(12)
        self._links[ticket] = (file.id, self._now() + LINK)
        return f"/files/{file.id}?ext={ticket}"

    def fetch(self, media_id: str, ticket: str) -> File | None:
        """The file, if the link to it is still good."""
        linked_id, until = self._links.get(ticket, ("", self._now()))
        return self.get(media_id) if linked_id == media_id and until > self._now() else None

    def age(self, by: timedelta) -> None:
        """Let time pass for ids and links."""
        self._later += by

    def _now(self) -> datetime:
        return now() + self._later

"""What do simulated customers send when they send a file or a place?"""

import struct
import zlib
from typing import Any

from metatwin.json_types import Json
from metatwin.media import OF_CUSTOMERS, Shelf


def _png() -> bytes:
    """A grey square of 64 by 64."""

    def chunk(name: bytes, data: bytes) -> bytes:
        checked = name + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 8, 0, 0, 0, 0))
    rows = chunk(b"IDAT", zlib.compress((b"\x00" + b"\xb0" * 64) * 64))
    return b"\x89PNG\r\n\x1a\n" + header + rows + chunk(b"IEND", b"")


PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
# A lossless WebP of one pixel.
WEBP = bytes.fromhex("524946461a000000574542505650384c0d0000002f00000010071011118888fe0700")
# The first page of an Ogg stream with an Opus header.
OGG = (
    bytes.fromhex("4f676753000200000000000000000100000000000000000113") + b"OpusHead\x01\x01\x38\x01\x80\xbb\0\0\0\0\0"
)

FILES = {
    "image": (_png(), "image/png"),
    "document": (PDF, "application/pdf"),
    "voice": (OGG, "audio/ogg; codecs=opus"),
    "sticker": (WEBP, "image/webp"),
}

EXTRAS: dict[str, Json] = {
    "document": {"filename": "passport.pdf"},
    "voice": {"voice": True},
    "sticker": {"animated": False},
}

PLACE = {"latitude": 25.1972, "longitude": 55.2744, "name": "Downtown", "address": "1 Example Boulevard"}

KINDS = (*FILES, "location")


def attachment(shelf: Shelf, url: str, kind: str, data: bytes, mime_type: str, **more: Any) -> Json:
    """The content of a customer's message with a file; that is put on the shelf, where the business can fetch it."""
    file = shelf.put(data, mime_type, more.get("filename"), OF_CUSTOMERS)
    part = {"mime_type": mime_type, "sha256": file.sha256, "id": file.id, "url": f"{url}{shelf.link(file)}"}
    return {"type": kind, kind: part | more}


def sample(kind: str, shelf: Shelf, url: str) -> Json:
    """The content of a customer's message of this kind; its file is put on the shelf."""
    if kind == "location":
        return {"type": "location", "location": dict(PLACE)}
    data, mime_type = FILES[kind]
    name = "audio" if kind == "voice" else kind
    return attachment(shelf, url, name, data, mime_type, **EXTRAS.get(kind, {}))

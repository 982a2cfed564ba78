"""Which file is it that staff want to send? Its bytes say so, not its name, nor what a browser calls it."""

import re
from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from .file_types import MB, FileType, by_name


def _heard(mime_type: str) -> FileType:
    return FileType(mime_type, "audio", 16 * MB)


OPUS = _heard("audio/ogg; codecs=opus")
WEBM = _heard("audio/webm")  # what Chromium records: WhatsApp takes it in an Ogg file alone
TEXT = FileType("text/plain")
_BEGINNINGS = {
    b"%PDF-": by_name("x.pdf"), b"\xff\xd8\xff": by_name("x.jpg"), b"\x89PNG\r\n\x1a\n": by_name("x.png"),
    b"#!AMR\n": _heard("audio/amr"), b"ID3": _heard("audio/mpeg"),
    b"\xff\xf1": _heard("audio/aac"), b"\xff\xf9": _heard("audio/aac"),
    **dict.fromkeys((b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"), _heard("audio/mpeg")),
}  # fmt: skip
_OFFICE = {"word/document.xml": "x.docx", "xl/workbook.xml": "x.xlsx", "ppt/presentation.xml": "x.pptx"}
_MACROS = re.compile(r"(^|/)vbaProject[^/]*$", re.IGNORECASE)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD = {"WordDocument": "application/msword", "Workbook": "application/vnd.ms-excel",
        "PowerPoint Document": "application/vnd.ms-powerpoint"}  # fmt: skip
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def recognised(data: bytes) -> FileType | None:
    """What WhatsApp would call it; nothing where it is none of those that it takes."""
    return next(iter(_guesses(data)), None)


def _guesses(data: bytes) -> Iterator[FileType]:
    for beginning, file in _BEGINNINGS.items():
        if data.startswith(beginning) and file:
            yield file
    if data.startswith(b"OggS") and b"OpusHead" in data[:64]:
        yield OPUS
    elif data.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in data[:64] and b"A_OPUS" in data[:4096]:
        yield WEBM
    elif data[4:8] == b"ftyp" and b"mp4a" in data and b"vide" not in data:
        yield _heard("audio/mp4")
    elif data.startswith(b"PK"):
        yield from _office(data)
    elif data.startswith(_OLD_OFFICE):
        found = (mime_type for stream, mime_type in _OLD.items() if stream.encode("utf-16-le") in data)
        yield from map(FileType, found)
    elif _is_plain(data):
        yield TEXT


def _office(data: bytes) -> Iterator[FileType]:
    """A document of Word, Excel or PowerPoint; none that brings a program along."""
    try:
        with ZipFile(BytesIO(data)) as packed:
            names = set(packed.namelist())
    except (BadZipFile, ValueError, NotImplementedError):  # the last: packed in a way that Python does not know
        return
    if "[Content_Types].xml" in names and not any(map(_MACROS.search, names)):
        yield from (file for inside, name in _OFFICE.items() if inside in names and (file := by_name(name)))


def _is_plain(data: bytes) -> bool:
    """Words and nothing else: what looks like a page of the web is none."""
    try:
        words = data.decode()
    except UnicodeDecodeError:
        return False
    return not _CONTROLS.search(words) and not words.lstrip("\ufeff \t\r\n").startswith("<")


def is_stereo(data: bytes) -> bool:
    """Whether an Opus recording has more than the one channel that WhatsApp takes."""
    at = data.find(b"OpusHead")
    return at >= 0 and data[at + 9 : at + 10] not in (b"\x01", b"")

"""Which kinds of files WhatsApp takes from us, and what those of customers are called on our disk."""

from dataclasses import dataclass
from pathlib import PurePosixPath

MB = 2**20


@dataclass(frozen=True)
class FileType:
    """How Meta wants a file to be sent, and how it is told that the file is one."""

    mime_type: str
    kind: str = "document"
    largest: int = 100 * MB
    begins: bytes = b""


_OFFICE = "application/vnd.openxmlformats-officedocument"
_OURS = {
    ".pdf": FileType("application/pdf", begins=b"%PDF-"),
    ".jpg": FileType("image/jpeg", "image", 5 * MB, b"\xff\xd8\xff"),
    ".jpeg": FileType("image/jpeg", "image", 5 * MB, b"\xff\xd8\xff"),
    ".png": FileType("image/png", "image", 5 * MB, b"\x89PNG\r\n\x1a\n"),
    ".docx": FileType(f"{_OFFICE}.wordprocessingml.document", begins=b"PK"),
    ".xlsx": FileType(f"{_OFFICE}.spreadsheetml.sheet", begins=b"PK"),
    ".pptx": FileType(f"{_OFFICE}.presentationml.presentation", begins=b"PK"),
}
_EXTENSIONS = {
    **{file.mime_type: extension for extension, file in reversed(_OURS.items())},
    "image/webp": ".webp", "image/gif": ".gif", "video/mp4": ".mp4", "video/3gpp": ".3gp", "audio/ogg": ".ogg",
    "audio/aac": ".aac", "audio/amr": ".amr", "audio/mpeg": ".mp3", "audio/mp4": ".m4a", "text/plain": ".txt",
    "application/msword": ".doc", "application/vnd.ms-excel": ".xls", "application/vnd.ms-powerpoint": ".ppt",
    "application/zip": ".zip",
}  # fmt: skip


def by_name(filename: str) -> FileType | None:
    """The type of a file of ours; None where WhatsApp takes none of that name by upload."""
    return _OURS.get(PurePosixPath(filename.lower()).suffix)


def extension(mime_type: str) -> str:
    """How the name of a customer's file ends on our disk; `.bin` for what we do not know."""
    return _EXTENSIONS.get(mime_type.partition(";")[0].strip().lower(), ".bin")

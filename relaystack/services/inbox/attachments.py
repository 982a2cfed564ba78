"""A file of a conversation, as one of us opens it."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from relaystack.models import Media

from ..storage.database import Database


@dataclass(frozen=True)
class Opened:
    """A file as it lies here: its type without parameters, and the name that its sender gave it, without a path."""

    path: Path
    mime_type: str
    filename: str


def opened(database: Database, media_dir: Path, contact_id: int, id: int) -> Opened | None:
    """A file of this person; nothing where there is none, or where its place is not below `media_dir`."""
    mine = Media.id == id, Media.contact_id == contact_id
    with database.reading() as connection:
        row = connection.execute(select(Media.path, Media.mime_type, Media.filename).where(*mine)).first()
    if row is None:
        return None
    root = media_dir.resolve()
    path = (root / row.path).resolve()
    if not path.is_relative_to(root) or not path.is_file():
        return None
    named = row.filename.replace("\\", "/").rpartition("/")[2]
    return Opened(path, row.mime_type.partition(";")[0].strip().lower(), "".join(c for c in named if c.isprintable()))

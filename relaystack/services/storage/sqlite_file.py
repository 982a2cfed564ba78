"""What stands against a file that SQLite should open? SQLite itself says of all of it that it cannot be opened."""

import errno
import os
import stat
from pathlib import Path

from relaystack.errors import path_trouble

from .database import Database

HEAD = b"SQLite format 3\0"
NO_DATABASE = (
    "it is no SQLite database, or an encrypted one: mend DATABASE_URL, or put back a backup; if it is of no use, move"
    " it away, and `flask init-db` makes a new one"
)


def trouble(database: Database) -> str:
    """Why the file cannot be used, with what to do, in one line; nothing where it can, or is to be made yet."""
    path = database.engine.url.database if database.is_sqlite else None
    if not path or path == ":memory:":
        return ""
    try:
        return _of_file(Path(path))
    except OSError as error:
        return path_trouble(error, "The database file cannot be used")


def _of_file(path: Path) -> str:
    try:
        found = os.stat(path)
    except FileNotFoundError:
        if not path.parent.exists():
            return f"SQLite needs an existing folder around its file: make {path.parent}, or mend DATABASE_URL."
        _writable(path.parent)
        return ""
    if stat.S_ISDIR(found.st_mode):
        raise OSError(errno.EISDIR, "", str(path))
    if not stat.S_ISREG(found.st_mode):  # a device or a pipe: SQLite says what it thinks of it
        return ""
    with path.open("r+b") as file:
        head = file.read(len(HEAD))
    if head and head != HEAD:
        return f"The database file cannot be used: {path}: {NO_DATABASE}."
    _writable(path.parent)  # its journal lies beside it
    return ""


def _writable(folder: Path) -> None:
    if not os.access(folder, os.W_OK | os.X_OK):
        on_rom = os.statvfs(folder).f_flag & os.ST_RDONLY
        raise OSError(errno.EROFS if on_rom else errno.EACCES, "", str(folder))

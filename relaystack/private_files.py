"""Files and folders that hold customers' words: nobody else on this machine may read them, whatever the umask says."""

import logging
import os
import stat
from contextlib import suppress
from pathlib import Path

log = logging.getLogger(__name__)

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_told: set[Path] = set()


def private_file(path: Path) -> None:
    """Make the file, empty, where there is none; take it from others where they may have it."""
    # One that is there is never opened: closing it would undo SQLite's locks. Where none can be made, SQLite says why.
    with suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    keep_private(path)


def private_folder(path: Path) -> None:
    """Make the folder and those around it that are missing; take it from others where they may have it."""
    for missing in reversed([folder for folder in (path, *path.parents) if not folder.is_dir()]):
        missing.mkdir(mode=0o700, exist_ok=True)  # a file that lies there is an error
    keep_private(path)


def keep_private(path: Path) -> None:
    """Take it from others, if it is there; one that belongs to somebody else is named in the log."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & _OTHERS:
            path.chmod(mode & ~_OTHERS)
            log.warning("%s could be opened by other users of this machine; that is mended", path.name)
    except FileNotFoundError:
        return
    except OSError as error:
        if path in _told:
            return
        _told.add(path)
        log.warning("other users of this machine may read %s; its owner must mend that: %s", path.name, error.strerror)

"""Which files of a folder have changed? They are looked at, not read."""

import time
from collections.abc import Iterator
from pathlib import Path

EVERY = 0.3  # seconds between looks
Stamp = tuple[int, int, int]  # when it was written last, how large it is, and which file it is


def changes(folder: Path, every: float = EVERY) -> Iterator[None]:
    """Once at the beginning, and after every change; for ever."""
    seen: dict[Path, Stamp] | None = None
    while True:
        now = stamps(folder)
        if now != seen:
            seen = now
            yield
        else:
            time.sleep(every)


def stamps(folder: Path) -> dict[Path, Stamp]:
    """What tells that a file was written or replaced; one that goes away meanwhile counts as gone."""
    found: dict[Path, Stamp] = {}
    for file in folder.rglob("*"):
        try:
            if file.is_file():
                about = file.stat()
                found[file] = about.st_mtime_ns, about.st_size, about.st_ino
        except OSError:
            continue
    return found

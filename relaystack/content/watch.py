"""Doing something again whenever a file of a folder changes."""

import time
from collections.abc import Iterator
from pathlib import Path

EVERY = 0.3  # seconds between looks


def changes(folder: Path, every: float = EVERY) -> Iterator[None]:
    """Once at the beginning, and after every change; for ever."""
    seen: dict[Path, float] | None = None
    while True:
        now = _times(folder)
        if now != seen:
            seen = now
            yield
        else:
            time.sleep(every)


def _times(folder: Path) -> dict[Path, float]:
    """When each file was written last; one that goes away meanwhile counts as gone."""
    times: dict[Path, float] = {}
    for file in folder.rglob("*"):
        try:
            times[file] = file.stat().st_mtime_ns if file.is_file() else 0
        except FileNotFoundError:
            continue
    return times

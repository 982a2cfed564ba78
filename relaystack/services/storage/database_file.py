"""Is the database still the file that it was?"""

import os
from typing import Any

from sqlalchemy import Engine, event


class DatabaseFile:
    """The SQLite file as it was when it was opened: SQLite goes on writing into a file that is gone."""

    def __init__(self, engine: Engine) -> None:
        self._path = engine.url.database if engine.dialect.name == "sqlite" else None
        self._opened: tuple[int, int] | None = None
        event.listen(engine, "connect", self._note)

    def _note(self, connection: Any, record: Any) -> None:
        self._opened = self._opened or self._now()

    def _now(self) -> tuple[int, int] | None:
        if not self._path or self._path == ":memory:":
            return None
        try:
            found = os.stat(self._path)
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino

    def faults(self) -> list[str]:
        """Whether it was moved, replaced or deleted since."""
        if self._opened is None or self._now() == self._opened:
            return []
        name = os.path.basename(self._path or "")
        return [f"the database file {name} was moved, replaced or deleted: put it back, then restart at once"]

"""Can the database be used? It must be of this version, take writes, and be the file that it was."""

import os
import time
from threading import Lock
from typing import Any

from sqlalchemy import Connection, event, inspect, text

from . import migrations
from .database import Database
from .probe import DatabaseProbe, NoAnswer

WRITE_EVERY = 5.0  # seconds between two tries of whether it takes writes

_REVISION = text("SELECT version_num FROM alembic_version")
# The one row that every database of ours has, written back as it is.
_WRITE = text("UPDATE alembic_version SET version_num = version_num")


def revision(connection: Connection) -> str | None:
    """The revision of the tables; None where there are none."""
    return connection.scalar(_REVISION) if inspect(connection).has_table("alembic_version") else None


def of_revision(found: str | None, serves: bool = True) -> tuple[list[str], list[str]]:
    """What stands against using tables of that revision, and what is only worth knowing.

    `serves`: newer tables let this program run on them.
    """
    match migrations.age(found):
        case "missing":
            return ["the tables are missing: run `flask init-db`"], []
        case "older":
            return [f"the tables are at revision {found}, not at {migrations.head()}: run `flask init-db`"], []
        case "newer" if not serves:
            return [f"the tables are at revision {found}, which this program ({migrations.head()}) cannot work on"], []
        case "newer":  # in the middle of a deploy: the old processes serve until the new ones do
            return [], [f"the tables are at revision {found}, newer than this program ({migrations.head()})"]
    return [], []


class Writes:
    """Whether the database takes writes: tried with a tiny one, now and then."""

    def __init__(self, probe: DatabaseProbe) -> None:
        self._probe = probe
        self._lock = Lock()
        self._tried_at = float("-inf")
        self._faults: list[str] = []

    def faults(self) -> list[str]:
        """Why it does not, in words."""
        with self._lock:
            if time.monotonic() - self._tried_at < WRITE_EVERY:
                return self._faults
            self._tried_at = time.monotonic()
        try:
            self._probe.ask(_write)
            self._faults = []
        except NoAnswer as reason:
            self._faults = [f"the database takes no writes ({reason}): a full disk, read-only, or locked"]
        return self._faults


def _write(connection: Connection) -> None:
    connection.execute(_WRITE)


class DatabaseFile:
    """The SQLite file as it was when it was opened: SQLite goes on writing into a file that is gone."""

    def __init__(self, database: Database) -> None:
        self._path = database.engine.url.database if database.is_sqlite else None
        self._opened: tuple[int, int] | None = None
        event.listen(database.engine, "connect", self._note)

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

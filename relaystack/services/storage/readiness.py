"""Can the database be used? It must be of this version, and take writes."""

import time
from threading import Lock

from sqlalchemy import Connection, inspect, text

from . import migrations
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

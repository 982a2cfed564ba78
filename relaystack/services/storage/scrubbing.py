"""When is an erased person gone from the bytes of the database too?

SQLite writes each change beside the file first (`-wal`), and leaves it there until somebody writes over it. Erased
words are zeros in the file (`secure_delete`, database.py) and nowhere else once that log was taken over and cut off.
What searches look into only marks them at first, and is written anew before (search_index.py).
PostgreSQL's files are its administrator's: docs/security.md says what stays in them.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from relaystack.models import Erasure

from . import search_index
from .database import Database

log = logging.getLogger(__name__)

TRIES = 5
HELD = 200  # ms that one try may hold writers up, while it waits for readers
_PENDING = select(Erasure.id).where(Erasure.scrubbed_at.is_(None))


def finish(database: Database) -> datetime | None:
    """Finish the erasures that are not complete; when that was, or None: nothing to do, or somebody reads too long."""
    if not database.is_sqlite or not (ids := _pending(database)):
        return None
    if not search_index.forget(database):
        log.info("an erasure is not complete: the search's index is written anew; it goes on within a minute")
        return None
    with _plain(database) as connection:
        if not any(_cut_off(connection, number) for number in range(TRIES)):
            log.info("an erasure is not complete: others read the database; it is tried again within a minute")
            return None
    now = datetime.now(UTC)
    with database.transaction() as writing:
        writing.execute(update(Erasure).where(Erasure.id.in_(ids)).values(scrubbed_at=now))
    return now


def rewrite(database: Database) -> None:
    """Write the whole file anew, once: an older version has left erased words in the unused parts of it."""
    if not database.is_sqlite or not _pending(database):
        return
    try:
        with _plain(database) as connection:
            connection.execute("VACUUM")
    except (DBAPIError, OSError) as error:
        log.warning("words of people who were erased may stay in the database's file until VACUUM ran: %s", error)
        return
    finish(database)


def _pending(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(connection.scalars(_PENDING))


def _cut_off(connection: Any, number: int) -> bool:
    """Take the log over into the file, then cut it off: the second waits for whoever reads from it."""
    time.sleep(0.05 * number)
    connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    [(busy, _, _)] = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return not busy


@contextmanager
def _plain(database: Database) -> Iterator[Any]:
    """A connection of SQLite's own, outside any transaction, that holds nobody up for long."""
    connection = database.engine.raw_connection()
    try:
        [(patience,)] = connection.driver_connection.execute("PRAGMA busy_timeout")  # type: ignore[union-attr]
        connection.driver_connection.execute(f"PRAGMA busy_timeout={HELD}")  # type: ignore[union-attr]
        try:
            yield connection.driver_connection
        finally:
            connection.driver_connection.execute(f"PRAGMA busy_timeout={patience}")  # type: ignore[union-attr]
    finally:
        connection.close()

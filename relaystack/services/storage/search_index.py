"""What searches look into: words of messages, notes, people, as migration 0027 made it for each database.

People, leads and notes are in it with the statement that writes them. Messages get there in sets, by whoever searches
and by the worker every minute: a turn pays nothing. What is deleted leaves it with its row, on both databases.
"""

import time
from typing import Any

from sqlalchemy import text

from .database import Database

AT_ONCE = 2_000  # messages of one set: nobody who writes waits for long
_LATE = 5_000  # of the last messages: on PostgreSQL a number may be given before one that is written earlier
_TABLES = ("search_words", "search_runs")  # on SQLite
_PAGES, _PATIENCE = 500, 1.0  # of those at a time, while they are written anew; seconds for all of it

_BEHIND = text("SELECT (SELECT max(id) FROM whatsapp_messages) > (SELECT id FROM search_upto)")
_ON_SQLITE = text(  # a trigger takes in what lies between
    "UPDATE search_upto SET id = (SELECT coalesce(max(id), search_upto.id) FROM"
    " (SELECT id FROM whatsapp_messages WHERE id > (SELECT id FROM search_upto) ORDER BY id LIMIT :most))"
)
_REACHED = text("SELECT coalesce(max(message_id), 0) FROM search_messages")
_ON_POSTGRESQL = text(
    "INSERT INTO search_messages (message_id, words) SELECT id, search_words(message) FROM ("
    " SELECT id, message FROM whatsapp_messages"
    " WHERE id > :since AND NOT EXISTS (SELECT FROM search_messages WHERE message_id = id AND message_id > :since)"
    " ORDER BY id LIMIT :most FOR KEY SHARE SKIP LOCKED"
    ") AS new ON CONFLICT DO NOTHING"
)


def is_of_search(name: str) -> bool:
    """Whether a table or an index is one that searches look into, and no model."""
    return name.startswith(("search_", "ix_search_")) or name.endswith("_search")


def catch_up(database: Database, sets: int) -> None:
    """Take in the messages that came since; so many sets of them at the most."""
    take = _on_sqlite if database.is_sqlite else _on_postgresql
    for _ in range(sets):
        if not take(database):
            return


def forget(database: Database) -> bool:
    """Write SQLite's index anew without what was taken out of it, so far as time allows; whether that is done.

    Until then it holds words that were deleted, marked as deleted; on PostgreSQL vacuum sees to that.
    """
    until = time.monotonic() + _PATIENCE
    return not database.is_sqlite or all(_written_anew(database, table, until) for table in _TABLES)


def _on_sqlite(database: Database) -> bool:
    """The next set; whether there may be more."""
    with database.reading() as connection:
        if not connection.scalar(_BEHIND):
            return False
    with database.transaction() as connection:
        connection.execute(_ON_SQLITE, {"most": AT_ONCE})
    return True


def _on_postgresql(database: Database) -> bool:
    with database.transaction() as connection:
        since = connection.scalar(_REACHED) - _LATE
        return connection.execute(_ON_POSTGRESQL, {"since": since, "most": AT_ONCE}).rowcount == AT_ONCE


def _written_anew(database: Database, table: str, until: float) -> bool:
    """In steps, so that nobody waits for long: SQLite says by the rows it changed whether there was anything to do."""
    while time.monotonic() < until:
        with database.transaction() as connection:
            driver: Any = connection.connection.driver_connection
            before = driver.total_changes
            connection.exec_driver_sql(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', -{_PAGES})")  # noqa: S608
            if driver.total_changes - before < 2:
                return True
    return False

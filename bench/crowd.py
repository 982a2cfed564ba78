"""How does it change with many messages, many people, and much that waits?"""

from datetime import UTC, datetime, timedelta

from bench import tables
from bench.contestants import TOGETHER
from bench.drain import drained
from bench.hall import Hall

WAITING = 10_000


def many(hall: Hall) -> tuple[int, int]:
    """How many contacts and messages a full database has."""
    return (20_000, 100_000) if hall.quick else (200_000, 1_000_000)


def size(hall: Hall) -> list[str]:
    """From an empty database to a full one, on PostgreSQL and SQLite; every second person has written before."""
    contacts, messages = many(hall)
    full = f"{messages:,} messages, {contacts:,} contacts"
    runs = [("PostgreSQL, empty", hall.on_postgresql(TOGETHER, hall.drive()))]
    with hall.full_postgresql(contacts, messages) as template:
        runs.append((f"PostgreSQL, {full}", hall.on_postgresql(TOGETHER, hall.drive(known=contacts), template)))
    lite = [("SQLite, empty", hall.on_sqlite(TOGETHER, hall.drive()))]
    file = hall.full_sqlite(contacts, messages)
    lite.append((f"SQLite, {full}", hall.on_sqlite(TOGETHER, hall.drive(known=contacts), file)))
    return [tables.of_runs("Size: PostgreSQL", runs), tables.of_runs("Size: SQLite", lite)]


def backlog(hall: Hall) -> list[str]:
    """With 10,000 items that are not due, beside none; and how fast 10,000 that are due go out."""
    runs = [("nothing waits", hall.on_postgresql(TOGETHER, hall.drive()))]
    later = datetime.now(UTC) + timedelta(hours=1)
    with hall.full_postgresql(2 * WAITING, 2 * WAITING, WAITING, later) as template:
        label = f"{WAITING:,} items wait for an hour"
        runs.append((label, hall.on_postgresql(TOGETHER, hall.drive(known=WAITING), template)))
    with hall.full_postgresql(2 * WAITING, 2 * WAITING, WAITING) as template:
        url = hall.server.create("bot", template)
        runs.append((f"{WAITING:,} items are due, nobody writes", drained(hall, TOGETHER, url, WAITING)))
    return [tables.of_runs("Backlog", runs)]

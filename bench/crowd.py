"""How does it change with many messages, many people, and much that waits?"""

from datetime import UTC, datetime, timedelta

from bench import tables
from bench.contestants import TOGETHER
from bench.drain import drained
from bench.environment import Environment

WAITING = 10_000


def many(environment: Environment) -> tuple[int, int]:
    """How many contacts and messages a full database has."""
    return (20_000, 100_000) if environment.quick else (200_000, 1_000_000)


def size(environment: Environment) -> list[str]:
    """From an empty database to a full one, on PostgreSQL and SQLite; every second person has written before."""
    contacts, messages = many(environment)
    full = f"{messages:,} messages, {contacts:,} contacts"
    runs = [("PostgreSQL, empty", environment.on_postgresql(TOGETHER, environment.drive()))]
    with environment.full_postgresql(contacts, messages) as template:
        runs.append(
            (f"PostgreSQL, {full}", environment.on_postgresql(TOGETHER, environment.drive(known=contacts), template))
        )
    lite = [("SQLite, empty", environment.on_sqlite(TOGETHER, environment.drive()))]
    file = environment.full_sqlite(contacts, messages)
    lite.append((f"SQLite, {full}", environment.on_sqlite(TOGETHER, environment.drive(known=contacts), file)))
    return [tables.of_runs("Size: PostgreSQL", runs), tables.of_runs("Size: SQLite", lite)]


def backlog(environment: Environment) -> list[str]:
    """With 10,000 items that are not due, beside none; and how fast 10,000 that are due go out."""
    runs = [("nothing waits", environment.on_postgresql(TOGETHER, environment.drive()))]
    later = datetime.now(UTC) + timedelta(hours=1)
    with environment.full_postgresql(2 * WAITING, 2 * WAITING, WAITING, later) as template:
        label = f"{WAITING:,} items wait for an hour"
        runs.append((label, environment.on_postgresql(TOGETHER, environment.drive(known=WAITING), template)))
    with environment.full_postgresql(2 * WAITING, 2 * WAITING, WAITING) as template:
        url = environment.server.create("bot", template)
        runs.append((f"{WAITING:,} items are due, nobody writes", drained(environment, TOGETHER, url, WAITING)))
    return [tables.of_runs("Backlog", runs)]

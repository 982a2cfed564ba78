"""Is what was there before the index found, and is the index true to all that changes afterwards?"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from relaystack.services.inbox import terms
from relaystack.services.storage import migrations, search_index, search_lookup
from relaystack.services.storage.database import Database

_NOW = "'2026-01-01 00:00:00'"
_ROWS = (
    "INSERT INTO contacts (id, phone, profile_name, created_at, updated_at)"
    f" VALUES (7, '15550120001', 'Ångström', {_NOW}, {_NOW})",
    "INSERT INTO whatsapp_leads (id, contact_id, email, notes, created_at, updated_at)"
    f" VALUES (3, 7, 'ada@example.com', '王小明', {_NOW}, {_NOW})",
    "INSERT INTO contact_notes (id, contact_id, author, author_name, text, at)"
    f" VALUES (5, 7, 'member 1', 'Lea', 'a quokka', {_NOW})",
    "INSERT INTO whatsapp_messages (id, contact_id, message, direction, timestamp, status, kind)"
    f" VALUES (9, 7, '我想去希腊 numbat', 'incoming', {_NOW}, 'received', 'text')",
)
FOUND = [
    ("angstrom", search_lookup.PEOPLE, 7), ("5550120", search_lookup.PEOPLE, 7), ("example", search_lookup.LEADS, 7),
    ("小明", search_lookup.LEADS, 7), ("quok", search_lookup.NOTES, 5), ("希腊", search_lookup.MESSAGES, 9),
    ("numbat", search_lookup.MESSAGES, 9), ("腊 num", search_lookup.MESSAGES, 9),
]  # fmt: skip
CHANGED = (
    "UPDATE contacts SET profile_name = 'x', phone = NULL",
    "UPDATE whatsapp_leads SET email = 'y', notes = 'z'",
    "UPDATE contact_notes SET text = 'w'",
    "UPDATE whatsapp_messages SET message = 'v'",
)
DELETED = ("whatsapp_messages", "contact_notes", "whatsapp_leads", "contacts")


@pytest.fixture
def database(database_url: str, tmp_path: Path) -> Iterator[Database]:
    """A database from before the index, with a person of whom everything is told, after the upgrade."""
    database = Database(database_url, tmp_path)
    command.downgrade(migrations.config(database), "0026")
    with database.transaction() as connection:
        for row in _ROWS:
            connection.execute(text(row))
    migrations.upgrade(database)
    yield database
    database.close()


def found(database: Database, words: str, kind: int) -> list[int]:
    """Whose numbers the index gives."""
    search_index.catch_up(database, 1)
    with database.reading() as connection:
        return search_lookup.numbers(connection, terms.of(words), (kind,), None, 5)


def done(database: Database, *statements: str) -> None:
    """Change something."""
    with database.transaction() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_what_was_there_is_found_and_what_is_changed_by_its_new_words_alone(database: Database) -> None:
    assert [found(database, words, kind) for words, kind, _ in FOUND] == [[number] for *_, number in FOUND]
    done(database, *CHANGED)
    assert [found(database, words, kind) for words, kind, _ in FOUND] == [[] for _ in FOUND]
    now = [found(database, words, kind) for words, kind in zip("xyzwv", (1, 2, 2, 3, 0), strict=True)]
    assert now == [[7], [7], [7], [5], [9]]


def test_what_is_deleted_is_in_no_part_of_the_index(database: Database) -> None:
    done(database, *(f"DELETE FROM {table}" for table in DELETED))
    assert [found(database, words, kind) for words, kind, _ in FOUND] == [[] for _ in FOUND]
    assert search_index.forget(database)
    if not database.is_sqlite:
        return
    with database.engine.connect() as connection:
        connection.execute(text("CREATE VIRTUAL TABLE temp.left_words USING fts5vocab(main, search_words, row)"))
        assert connection.scalars(text("SELECT term FROM temp.left_words")).all() == []
        assert connection.scalars(text("SELECT term FROM search_runs_terms")).all() == []


def test_sets_of_messages_follow_each_other(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_index, "AT_ONCE", 2)
    row = "INSERT INTO whatsapp_messages (contact_id, message, direction, timestamp, status, kind)"
    done(database, *(f"{row} VALUES (7, 'wombat {n}', 'incoming', {_NOW}, 'received', 'text')" for n in range(5)))
    with database.reading() as connection:
        assert search_lookup.numbers(connection, terms.of("wombat"), (0,), None, 9) == []
    search_index.catch_up(database, 2)
    assert len(found(database, "wombat", 0)) == 5
    gone = "DELETE FROM whatsapp_messages WHERE message LIKE 'wombat%'"
    done(database, gone, f"{row} VALUES (7, 'dingo', 'incoming', {_NOW}, 'received', 'text')")
    assert (found(database, "wombat", 0), len(found(database, "dingo", 0))) == ([], 1)


@pytest.mark.parametrize("indexed", [0, 1, 2, 3])
def test_numbers_that_are_given_once_more_are_in_the_index_as_what_they_are_now(
    database: Database, indexed: int
) -> None:
    """SQLite gives the last numbers again when their messages are gone, some before the index had them."""
    row = "INSERT INTO whatsapp_messages (contact_id, message, direction, timestamp, status, kind)"
    for name in ("wombat", "dingo"):
        for number in range(3):
            done(database, f"{row} VALUES (7, '{name} {number}', 'incoming', {_NOW}, 'received', 'text')")
            if number < indexed:
                search_index.catch_up(database, 1)
        if name == "wombat":
            done(database, "DELETE FROM whatsapp_messages WHERE message LIKE 'wombat%'")
    assert (found(database, "wombat", 0), len(found(database, "dingo", 0))) == ([], 3)
    done(database, *(f"DELETE FROM {table}" for table in DELETED))
    assert found(database, "dingo", 0) == []

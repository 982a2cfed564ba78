"""Do the migrations make the tables that the models speak of, whenever and by however many they are run?"""

import sqlite3
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from databases import empty_database
from processes import BIN, environment, finished
from sqlalchemy import inspect, text
from sqlalchemy.exc import OperationalError, StatementError

from relaystack.models import Base, CarrierState
from relaystack.services.storage import migrations
from relaystack.services.storage.database import Database
from relaystack.settings import ROOT


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables."""
    with empty_database(request, tmp_path) as address:
        yield address


@pytest.fixture
def database(empty: str, tmp_path: Path) -> Iterator[Database]:
    """An empty database."""
    database = Database(empty, tmp_path)
    yield database
    database.close()


def test_models_and_migrations_agree(database: Database) -> None:
    migrations.upgrade(database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": migrations.is_model}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_what_the_files_are_called_is_the_order_in_which_they_are_run() -> None:
    """How old tables are is told by the names of the files alone."""
    in_order = [script.revision for script in ScriptDirectory(str(ROOT / "migrations")).walk_revisions()]
    assert in_order[0] == migrations.head()
    assert [migrations.age(revision) for revision in in_order] == ["current", *["older"] * (len(in_order) - 1)]
    assert len(in_order) == len(list((ROOT / "migrations" / "versions").glob("[0-9]*.py")))


def test_every_constraint_and_index_has_the_name_that_the_models_give_it(database: Database) -> None:
    """SQLite can only alter what has a name, and Alembic compares no foreign key by name."""
    migrations.upgrade(database)
    inspector, indexes = inspect(database.engine), _indexes(database)
    for table in Base.metadata.sorted_tables:
        keys = {key["name"] for key in inspector.get_foreign_keys(table.name)}
        assert keys == {str(key.name) for key in table.foreign_key_constraints}
        assert {str(index.name) for index in table.indexes} <= indexes


def _indexes(database: Database) -> set[str]:
    """By the database's own list: an inspector passes over those of expressions on SQLite."""
    is_sqlite = database.engine.dialect.name == "sqlite"
    listed = "SELECT name FROM sqlite_master WHERE type = 'index'" if is_sqlite else "SELECT indexname FROM pg_indexes"
    with database.engine.connect() as connection:
        return set(connection.scalars(text(listed)))


def test_upgrading_twice_is_harmless(database: Database) -> None:
    first = migrations.upgrade(database)
    with database.transaction() as connection:
        connection.execute(text("INSERT INTO carriers (name, tokens, refilled_at) VALUES ('x', 1, '2026-01-01')"))
    assert migrations.upgrade(database) == first
    with database.transaction() as connection:
        assert connection.execute(text("SELECT count(*) FROM carriers")).scalar_one() == 1


def _two_at_once(address: str) -> None:
    """`flask init-db` by two containers of one deploy."""

    def upgrade(_: int) -> subprocess.CompletedProcess[str]:
        return finished([BIN / "flask", "init-db"], environment(DATABASE_URL=address))

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(upgrade, range(2)))
    assert [one.returncode for one in done] == [0, 0], [one.stderr for one in done]
    newest = ScriptDirectory(str(ROOT / "migrations")).get_current_head()
    assert {one.stdout for one in done} == {f"The database is ready (revision {newest}).\n"}


def test_two_upgrades_at_once_do_not_fail(empty: str) -> None:
    _two_at_once(empty)


def test_a_file_that_is_locked_for_a_moment_is_upgraded_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database, upgrade = Database(f"sqlite:///{tmp_path}/x.db", tmp_path), command.upgrade
    refused: list[Exception] = []

    def refuses_once(*given: Any) -> None:
        if not refused:
            refused.append(sqlite3.OperationalError("database is locked"))
            raise OperationalError("BEGIN IMMEDIATE", None, refused[0])
        upgrade(*given)

    monkeypatch.setattr(command, "upgrade", refuses_once)
    assert (migrations.upgrade(database), len(refused)) == (migrations.head(), 1)
    database.close()


def test_nor_do_they_lose_or_double_what_an_older_version_has_kept(empty: str, database: Database) -> None:
    people = [{"phone": f"1555014{number:04}"} for number in range(500)]
    command.upgrade(migrations.config(database), "0001")
    with database.transaction() as connection:
        connection.execute(
            text(
                "INSERT INTO contacts (phone, profile_name, language, created_at, updated_at)"
                " VALUES (:phone, 'Ann', 'en', '2026-01-01', '2026-01-01')"
            ),
            people,
        )
        connection.execute(
            text(
                "INSERT INTO whatsapp_messages (contact_id, phone, message, direction, timestamp, status, kind)"
                " SELECT id, phone, 'hi', 'incoming', '2026-01-01', 'received', 'text' FROM contacts"
            )
        )
        connection.execute(
            text(
                "INSERT INTO given_up (id, key, carrier, contact_id, payload, code, reason, attempts, created_at)"
                " SELECT id + 10, phone, 'mail', id, '{}', 1, 'x', 1, '2026-01-01' FROM contacts"
            )
        )
    _two_at_once(empty)
    with database.transaction() as connection:
        kept = connection.execute(text("SELECT id - contact_id FROM given_up")).scalars().all()
        assert kept == [10] * len(people)
        told = connection.execute(
            text("SELECT c.phone FROM contacts c JOIN whatsapp_messages m ON m.contact_id = c.id ORDER BY c.phone")
        )
        assert told.scalars().all() == [person["phone"] for person in people]


def test_a_database_refuses_a_time_without_its_zone(database: Database) -> None:
    migrations.upgrade(database)
    east = datetime(2026, 1, 1, 12, tzinfo=timezone(timedelta(hours=4)))
    table = CarrierState.__table__
    with database.transaction() as connection:
        connection.execute(table.insert(), {"name": "x", "tokens": 1.0, "refilled_at": east})  # type: ignore[attr-defined]
        [row] = connection.execute(table.select())
        assert row.refilled_at == datetime(2026, 1, 1, 8, tzinfo=UTC)
        assert row.refilled_at.tzinfo is UTC
    naive = {"name": "y", "tokens": 1.0, "refilled_at": datetime(2026, 1, 1)}  # noqa: DTZ001
    with database.transaction() as connection, pytest.raises(StatementError, match="without its zone"):
        connection.execute(table.insert(), naive)  # type: ignore[attr-defined]

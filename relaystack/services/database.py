"""How transactions are made, on SQLite and PostgreSQL alike."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import InterfaceError, OperationalError

from relaystack.models import Base

AWAY = (OperationalError, InterfaceError)  # the database cannot be reached or is busy: not the fault of what was done


class Database:
    """A database by its address; nothing is opened before it is used."""

    def __init__(self, url: str, instance: Path) -> None:
        self.engine = _engine(url, instance)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection whose work is committed at the end, or not at all."""
        with self.engine.begin() as connection:
            yield connection

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the one-box database."""
        return self.engine.dialect.name == "sqlite"

    def close(self) -> None:
        """Close all connections; later use opens new ones."""
        self.engine.dispose()


def _engine(url: str, instance: Path) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(
            parsed,
            pool_size=8,
            max_overflow=8,
            pool_pre_ping=True,
            hide_parameters=True,  # they are personal data, and errors go into the log
            connect_args={"connect_timeout": 5},
        )
    if parsed.database and parsed.database != ":memory:" and not Path(parsed.database).is_absolute():
        instance.mkdir(parents=True, exist_ok=True)
        parsed = parsed.set(database=str(instance / parsed.database))
    engine = create_engine(parsed, connect_args={"timeout": 15}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare_sqlite(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=15000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Connection) -> None:
    # A transaction that reads first and writes later would fail at once where another one wrote in between.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def insert(connection: Connection, table: type[Base]) -> Any:
    """An INSERT that knows ON CONFLICT, in the connection's dialect."""
    target: Table = table.__table__  # type: ignore[assignment]
    return sqlite.insert(target) if connection.dialect.name == "sqlite" else postgresql.insert(target)

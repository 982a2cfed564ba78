"""How transactions are made, on SQLite and PostgreSQL alike."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast

import orjson
import psycopg
from sqlalchemy import Connection, Engine, Table, create_engine, event, func, make_url, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from relaystack.errors import SettingsError, path_trouble
from relaystack.models import Base
from relaystack.private_files import keep_private, private_file, private_folder

from .database_file import DatabaseFile

# The database cannot be reached or is busy: not the fault of what was done.
AWAY = (OperationalError, InterfaceError, PoolTimeout)

PATIENCE = 10.0  # seconds that anything waits for the database before that counts as away
_NOW = select(func.clock_timestamp())
T = TypeVar("T")


class Database:
    """A database by its address; nothing is opened before it is used."""

    def __init__(self, url: str, instance: Path, patience: float = PATIENCE) -> None:
        self._url, self._instance = url, instance
        self.engine = _engine(url, instance, patience)
        self.file = DatabaseFile(self.engine)  # at once: who listens later may do so while another thread connects

    def unhurried(self) -> "Database":
        """The same database for work that may take long, like migrations."""
        return Database(self._url, self._instance, patience=24 * 3600.0)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection whose work is committed at the end, or not at all."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that cannot write, and keeps nobody from writing."""
        with self.engine.connect().execution_options(**_READING) as connection:
            if not self.is_sqlite:
                yield connection
                return
            driver: Any = (
                connection.connection.driver_connection
            )  # a statement's way through SQLAlchemy costs ten times
            driver.execute("PRAGMA query_only=ON")
            try:
                yield connection
            finally:
                driver.execute("PRAGMA query_only=OFF")

    @contextmanager
    def glance(self) -> Iterator[Connection]:
        """For what many ask every few seconds: each statement for itself, and nobody waits for a begin and an end."""
        if self.is_sqlite:
            with self.reading() as connection:
                yield connection
            return
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield connection

    def now(self, connection: Connection) -> datetime:
        """The time by which all workers go: the server's, whatever their own machines believe."""
        if self.is_sqlite:
            return datetime.now(UTC)
        return cast(datetime, connection.scalar(_NOW)).astimezone(UTC)

    @property
    def workers(self) -> Path:
        """Where the workers of this database say on this machine that they live."""
        name = sha256(self.engine.url.render_as_string().encode()).hexdigest()[:12]
        return self._instance / "workers" / name

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the one-box database."""
        return self.engine.dialect.name == "sqlite"

    @property
    def is_there(self) -> bool:
        """Whether there is a database to ask: looking into SQLite's file makes none."""
        return not self.is_sqlite or Path(self.engine.url.database or "").exists()

    def close(self) -> None:
        """Close all connections; later use opens new ones."""
        self.engine.dispose()


def _engine(url: str, instance: Path, patience: float) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        engine = create_engine(
            parsed,
            pool_size=8,
            max_overflow=8,
            pool_timeout=patience,
            pool_pre_ping=True,
            hide_parameters=True,  # they are personal data, and errors go into the log
            json_deserializer=orjson.loads,
            connect_args={**_NETWORK, "connect_timeout": max(2, min(5, int(patience)))},
        )
        event.listen(engine, "handle_error", _takes_no_writes)
        event.listen(engine, "handle_error", _other_tables)
        event.listen(engine, "handle_error", _close_cursor)
        event.listen(engine, "do_connect", lambda dialect, record, args, options: _Bounded.open(patience, **options))
        return engine
    if parsed.database and parsed.database != ":memory:" and not Path(parsed.database).is_absolute():
        try:
            private_folder(instance)
        except OSError as error:
            raise SettingsError(path_trouble(error, "The folder for the database cannot be made")) from None
        parsed = parsed.set(database=str(instance / parsed.database))
    engine = create_engine(parsed, connect_args={"timeout": patience}, hide_parameters=True)
    keep_from_others(engine)
    event.listen(engine, "handle_error", _no_text)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _takes_no_writes(context: ExceptionContext) -> OperationalError | None:
    """A server that became a standby, or was made read-only since its disk is full: away, and connected to anew."""
    reading = context.connection and context.connection.get_execution_options().get("postgresql_readonly")
    if reading or not isinstance(context.original_exception, psycopg.errors.ReadOnlySqlTransaction):
        return None
    context.is_disconnect = True
    return OperationalError(context.statement, None, context.original_exception, hide_parameters=True)


def _other_tables(context: ExceptionContext) -> OperationalError | None:
    """Tables or columns that are missing or not ours: as on SQLite the database's fault, not that of what was done."""
    original = context.original_exception
    if not isinstance(original, _NOT_OURS) or context.statement is None:
        return None
    return OperationalError(context.statement, None, original, hide_parameters=True)


_NOT_OURS = (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn, psycopg.errors.InsufficientPrivilege)


def _close_cursor(context: ExceptionContext) -> None:
    """A connection that broke: SQLAlchemy leaves its cursor open, and psycopg complains when it is collected."""
    if context.is_disconnect and context.execution_context:
        cast(Any, context.execution_context).cursor.close()


def _no_text(context: ExceptionContext) -> DataError | None:
    """A row that holds bytes where text should stand: SQLite calls it as it calls a database that is away."""
    original = context.original_exception
    if not str(original).startswith("Could not decode to UTF-8"):
        return None
    return DataError(context.statement, None, original, hide_parameters=True)


_READING: dict[str, Any] = {"postgresql_readonly": True, "sqlite_readonly": True}

# A server whose machine is gone says nothing: the kernel must find out.
_NETWORK = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 10_000}


class _Bounded(psycopg.Connection[Any]):
    """A connection on which nothing waits longer than the patience there is, even if the server is frozen."""

    patience = PATIENCE

    @classmethod
    def open(cls, patience: float, **options: Any) -> "_Bounded":
        """Connect. The server ends by itself what nobody waits for any more, and lets go of its locks."""
        connection = cls.connect(**options)
        connection.patience = patience
        limit = int(patience * 1000)
        connection.autocommit = True
        connection.execute(
            f"SET statement_timeout = {limit}; SET lock_timeout = {limit};"
            f" SET idle_in_transaction_session_timeout = {limit * 3}"
        )
        connection.autocommit = False
        return connection

    def wait(self, gen: Generator[Any, Any, T], interval: float = 0.1, timeout: float | None = None) -> T:
        """What psycopg waits with for every answer."""
        try:
            return super().wait(gen, interval, timeout or self.patience)
        except psycopg.errors._WaitTimeout:
            self.close()  # an answer that comes later would be taken for that of the next statement
            raise


def keep_from_others(engine: Engine) -> None:
    """Let nobody else on this machine read SQLite's file, from its first byte on; what lies beside it follows it."""
    file = Path(engine.url.database or "")

    def before(*_: Any) -> None:
        private_file(file)
        for beside in ("-wal", "-shm"):
            keep_private(file.with_name(file.name + beside))

    event.listen(engine, "do_connect", before)


def _prepare_sqlite(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    # What is deleted becomes zeros: an erased person is not to be found in the file's unused parts.
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Connection) -> None:
    # A transaction that reads first and writes later would fail at once where another one wrote in between.
    reads = connection.get_execution_options().get("sqlite_readonly")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def deploy_alone(connection: Connection) -> None:
    """Until this transaction ends no other deploy changes tables or programmes; one at the same time waits."""
    if connection.dialect.name == "postgresql":  # on SQLite whoever has begun to write is alone
        connection.execute(_DEPLOY_LOCK)


# The key is any number of ours; the advisory lock goes away with the transaction, also when its process is killed.
_DEPLOY_LOCK = text("SELECT pg_advisory_xact_lock(7263548)")


def insert(connection: Connection, table: type[Base]) -> Any:
    """An INSERT that knows ON CONFLICT, in the connection's dialect."""
    target: Table = table.__table__  # type: ignore[assignment]
    return sqlite.insert(target) if connection.dialect.name == "sqlite" else postgresql.insert(target)

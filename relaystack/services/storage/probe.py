"""How do we look at the database without ever waiting for it long? By a connection and a thread of our own."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, text
from sqlalchemy.exc import SQLAlchemyError

from .database import Database, keep_from_others

T = TypeVar("T")
PATIENCE = 2.0  # seconds that anybody waits for an answer, however many ask
POSTGRESQL = {
    "connect_timeout": 2, "tcp_user_timeout": 5000, "keepalives_idle": 5, "keepalives_interval": 2,
    "keepalives_count": 3, "application_name": "relaystack health",
}  # fmt: skip


class NoAnswer(Exception):
    """The database did not answer, or not in time; the message says which, without its address."""


@dataclass(frozen=True)
class _Look:
    future: "Future[Any]"
    began: float


class DatabaseProbe:
    """Asks the database questions. Each runs once at a time: who asks meanwhile waits for the same answer."""

    def __init__(self, database: Database, patience: float = PATIENCE) -> None:
        self._engine = _engine(database, patience)
        self._patience = patience
        self._lock = threading.Lock()
        self._looks: dict[Callable[[Connection], Any], _Look] = {}

    def ask(self, question: Callable[[Connection], T]) -> T:
        """The answer; raises NoAnswer where the database gives none in time."""
        look = self._begin(question)
        left = look.began + self._patience - time.monotonic()
        try:
            answer: T = look.future.result(max(left, 0.0))
        except TimeoutError:
            raise NoAnswer(f"no answer for {time.monotonic() - look.began:.0f} s") from None
        except SQLAlchemyError as error:
            raise NoAnswer(_kind(error)) from error
        return answer

    def _begin(self, question: Callable[[Connection], Any]) -> _Look:
        with self._lock:
            look = self._looks.get(question)
            if look is None or look.future.done():
                look = self._looks[question] = _Look(Future(), time.monotonic())
                # A daemon: one that hangs for ever must not keep the process from ending.
                threading.Thread(target=self._look, args=(question, look.future), name="probe", daemon=True).start()
            return look

    def _look(self, question: Callable[[Connection], Any], future: "Future[Any]") -> None:
        try:
            with self._engine.begin() as connection:
                answer = question(connection)
        except BaseException as error:
            future.set_exception(error)
        else:
            future.set_result(answer)


def _kind(error: SQLAlchemyError) -> str:
    """The kind of error, as the database calls it; its words may name hosts and people."""
    cause = getattr(error, "orig", None) or error
    return str(getattr(cause, "sqlite_errorname", type(cause).__name__))


def _engine(database: Database, patience: float) -> Engine:
    """Connections that are opened for one look and give up soon; those of the hot path are left alone."""
    url = database.engine.url
    if not database.is_sqlite:
        engine = create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=POSTGRESQL)
        event.listen(engine, "begin", lambda connection: _hurry(connection, patience))
        return engine
    # Reading needs no lock: `BEGIN` alone lets it see what was committed last, also while somebody writes.
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args={"timeout": patience / 2})
    keep_from_others(engine)
    event.listen(engine, "connect", lambda connection, record: setattr(connection, "isolation_level", None))
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def _hurry(connection: Connection, patience: float) -> None:
    connection.execute(text(f"SET LOCAL statement_timeout = {int(patience * 1000)}"))

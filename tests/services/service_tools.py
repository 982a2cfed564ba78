"""What tests of the services share: a web side without delivery, workers, and what the bot remembers made older."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread, get_ident
from typing import Any, TypeVar

from bot import Bot
from sqlalchemy import create_engine, make_url, select, text, update
from werkzeug.serving import make_server

from metatwin import Customer, Twin
from relaystack.models import CarrierState, OutboxItem
from relaystack.services.office.schedule import ScheduleCache
from relaystack.worker import DeliveryThread

T = TypeVar("T")
HOUR = timedelta(hours=1)


@contextmanager
def web_of(bot: Bot, twin: Twin) -> Iterator[None]:
    """The bot takes webhooks in by real HTTP; nothing is delivered beside it."""
    busy: set[int] = set()

    def app(environ: Any, start_response: Any) -> Any:
        busy.add(get_ident())
        try:
            return bot.app(environ, start_response)
        finally:
            busy.discard(get_ident())

    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.daemon_threads, server.block_on_close = False, True  # type: ignore[attr-defined]  # end with the last request
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    twin.webhook_url = f"http://127.0.0.1:{server.server_port}/webhook"
    try:
        yield
    finally:
        twin.webhook_url = None
        wait_for(lambda: not busy)  # a status may be on its way in
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def workers(*bots: Bot) -> Iterator[list[DeliveryThread]]:
    """A delivery worker of its own for each bot."""
    running = [DeliveryThread(bot.parts.delivery) for bot in bots]
    for thread in running:
        thread.start()
    try:
        yield running
    finally:
        for thread in running:
            thread.stop()


@contextmanager
def outage(bot: Bot, table: str = "outbox") -> Iterator[None]:
    """PostgreSQL ends all connections and takes no new ones; on SQLite a table is moved away."""
    url = make_url(bot.settings.database_url)
    if url.get_backend_name() == "sqlite":
        bot.rows(f"ALTER TABLE {table} RENAME TO {table}_away")
        yield
        bot.rows(f"ALTER TABLE {table}_away RENAME TO {table}")
        return
    server = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS false"))
        connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"), {"name": url.database}
        )
        yield
        connection.execute(text(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS true"))
    server.dispose()


def wait_for(condition: Callable[[], T], timeout: float = 60) -> T:
    """The condition's value as soon as it is true."""
    deadline = time.monotonic() + timeout
    while not (value := condition()):
        assert time.monotonic() < deadline, f"not true after {timeout} s"
        time.sleep(0.01)
    return value


def heard(twin: Twin, *said: tuple[Customer, str]) -> None:
    """Customers write, one after the other, and the bot has taken it in."""
    for customer, words in said:
        twin.says(customer, words)
        twin.wait_for(lambda: twin.unacknowledged == 0)


def age(bot: Bot, by: timedelta, *columns: Any) -> None:
    """Make times in the database so much older; by default all that delivery waits for."""
    with bot.parts.database.transaction() as connection:
        for column in columns or (
            OutboxItem.due_at, OutboxItem.claimed_until, CarrierState.held_until, CarrierState.probe_at
        ):  # fmt: skip
            table = column.class_
            id = table.__table__.primary_key.columns.values()[0]
            for row in connection.execute(select(id, column.label("at")).where(column.is_not(None))).all():
                connection.execute(update(table).where(id == row[0]).values({column: row[1] - by}))


def words_to(twin: Twin, customer: Customer) -> list[str]:
    """The first line of each message that the customer got, in order."""
    return [sent.words.splitlines()[0] for sent in twin.sent if sent.customer_id == customer.id]


def asked_for(twin: Twin, customer: Customer) -> int:
    """How many requests to send something to the customer Meta has seen."""
    return sum(r.body.get("to") == f"+{customer.phone}" for r in twin.requests)


MENU, BOOKING, BROCHURE = (
    "👋 Welcome to Nexora Investments!",
    "📅 Book your consultation here:",
    "📄 Download our brochure:",
)


def let_schedule_be_read(bot: Bot) -> None:
    """The hours of the office are read again, as a few seconds later."""
    object.__setattr__(bot.parts.conversation_settings, "schedule", ScheduleCache())

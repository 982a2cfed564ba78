"""What happens while SQLite cannot be written to?"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from bot import Bot
from services.service_tools import BOOKING, MENU, heard, wait_for, web_of, words_to, workers
from sqlalchemy import event, make_url

from metatwin import Customer, Twin

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def hurried(make_bot: Callable[..., Bot], twin: Twin) -> Iterator[Bot]:
    """A bot that waits a second for its database, with its webhook open."""
    bot = make_bot(database_timeout_seconds=1)
    with web_of(bot, twin):
        yield bot


@contextmanager
def full_disk(bot: Bot) -> Iterator[None]:
    """SQLite may not take one more page: the driver says what it says on a full disk."""

    def limit(connection: Any, record: Any) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # never less than there are

    engine = bot.parts.database.engine
    event.listen(engine, "connect", limit)
    engine.dispose()
    yield
    event.remove(engine, "connect", limit)
    engine.dispose()


@contextmanager
def locked_by_another_program(bot: Bot) -> Iterator[None]:
    """Somebody copies the file, or edits it by hand."""
    file = make_url(bot.settings.database_url).database
    other = sqlite3.connect(str(file), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


def test_a_full_disk_is_told_to_meta_and_everybody_is_answered_once_there_is_room(
    hurried: Bot, twin: Twin, loud: None, caplog: pytest.LogCaptureFixture
) -> None:
    people = [twin.customer(f"Person {n}", phone=f"1555015{n:04}") for n in range(40)]
    heard(twin, *((person, "hi") for person in people[:3]))
    with workers(hurried):
        with full_disk(hurried):
            for person in people:
                twin.says(person, "5")
            wait_for(lambda: "the database is away: OperationalError" in caplog.text)
            assert twin.unacknowledged
        twin.release()
        twin.wait_for(lambda: twin.unacknowledged == 0, timeout=120)
        wait_for(lambda: not hurried.rows("SELECT 1 FROM outbox"), timeout=120)
    assert [words_to(twin, person) for person in people[:3]] == [[MENU, BOOKING]] * 3
    assert [words_to(twin, person) for person in people[3:]] == [[MENU]] * 37  # the first words ever open the menu
    assert hurried.rows("SELECT 1 FROM set_aside") == []


def test_a_disk_that_fills_up_during_delivery_repeats_nothing(
    hurried: Bot, twin: Twin, amina: Customer, loud: None, caplog: pytest.LogCaptureFixture
) -> None:
    heard(twin, (amina, "hi"))
    twin.faults.status_webhooks = False
    twin.faults.answers = ["hang"]
    with workers(hurried):
        twin.wait_for(lambda: len(twin.requests) == 1)
        with full_disk(hurried), locked_by_another_program(hurried):
            twin.release()
            twin.wait_for(lambda: len(twin.sent) == 1)
            wait_for(lambda: "delivery waits for the database" in caplog.text)
        wait_for(lambda: not hurried.rows("SELECT 1 FROM outbox"))
    assert len(twin.requests) == 1
    assert hurried.one("SELECT status FROM whatsapp_messages WHERE key IS NOT NULL") == {"status": "sent"}


def test_a_file_that_another_program_has_locked_is_told_to_meta(
    hurried: Bot, twin: Twin, amina: Customer, loud: None, caplog: pytest.LogCaptureFixture
) -> None:
    with locked_by_another_program(hurried):
        twin.says(amina, "hi")
        wait_for(lambda: "the database is away: OperationalError" in caplog.text)
        assert twin.unacknowledged == 1
    twin.release()
    twin.wait_for(lambda: twin.unacknowledged == 0)
    hurried.deliver()
    assert words_to(twin, amina) == [MENU]

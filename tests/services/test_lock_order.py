"""Do transactions that touch the same rows wait for each other instead of failing?"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bot import Bot
from meta_json import post, said, status
from service_tools import wait_for, workers
from sqlalchemy import event, update

from metatwin import Twin
from relaystack.models import OutboxItem

ROUNDS, CROWD = 6, 25


@contextmanager
def failures(bot: Bot) -> Iterator[list[str]]:
    """What the database refuses meanwhile, by its name: deadlocks above all."""
    seen: list[str] = []

    def note(context: Any) -> None:
        seen.append(type(context.original_exception).__name__)

    event.listen(bot.parts.database.engine, "handle_error", note)
    try:
        yield seen
    finally:
        event.remove(bot.parts.database.engine, "handle_error", note)


def test_the_same_new_people_in_opposite_orders_do_not_deadlock(bot: Bot) -> None:
    with failures(bot) as seen, ThreadPoolExecutor(2) as pool:
        for turn in range(ROUNDS):
            people = [(f"1555{turn:03}{n:04}", f"US.{turn}A{n}") for n in range(CROWD)]
            bodies = [[said("hi", *who) for who in order] for order in (people, people[::-1])]
            assert list(pool.map(lambda messages: post(bot, messages), bodies)) == [200, 200]
    assert bot.one("SELECT count(*) AS n FROM contacts") == {"n": ROUNDS * CROWD}
    assert bot.one("SELECT count(*) AS n FROM outbox") == {"n": ROUNDS * CROWD * 2}
    assert "DeadlockDetected" not in seen


def left_behind(bot: Bot) -> list[str]:
    """Every waiting message as a worker left it that died after posting: claimed, and the claim runs out now."""
    with bot.parts.database.transaction() as connection:
        long_ago = datetime.now(UTC) - timedelta(minutes=1)
        connection.execute(
            update(OutboxItem).values(claimed_by="dead", claimed_until=long_ago, due_at=long_ago, attempts=1)
        )
    bot.rows("UPDATE whatsapp_messages SET status = 'sending' WHERE status = 'queued'")
    return [row["key"] for row in bot.rows("SELECT key FROM outbox ORDER BY id")]


@pytest.mark.usefixtures("loud")  # a worker that loses a race says so, and goes on
def test_statuses_and_claims_of_the_same_messages_at_the_same_moment_lose_and_repeat_nothing(
    make_bot: Any, twin: Twin
) -> None:
    bot = make_bot(sends_per_second=1000)
    twin.faults.rates = twin.faults.status_webhooks = False
    people = [twin.customer(f"P{n}", phone=f"1555018{n:04}") for n in range(CROWD)]
    for person in people:
        twin.says(person, "hi")
    for turn in range(ROUNDS):
        post(bot, [said("5", str(person.phone)) for person in people])
        keys = left_behind(bot)
        told = [status(f"wamid.{turn}.{n}", "delivered", key) for n, key in enumerate(keys)]
        with workers(bot) as [worker], ThreadPoolExecutor(2) as pool:
            worker.wake()
            halves = [told[::2], told[1::2][::-1]]
            assert list(pool.map(lambda statuses: post(bot, statuses=statuses), halves)) == [200, 200]
            wait_for(lambda: not bot.rows("SELECT 1 FROM outbox"))
    asked = [request.body["biz_opaque_callback_data"] for request in twin.requests]
    assert len(asked) == len(set(asked))
    rows = bot.rows("SELECT status, count(*) AS n FROM whatsapp_messages WHERE key IS NOT NULL GROUP BY status")
    assert rows == [{"status": "delivered", "n": ROUNDS * CROWD}]
    assert bot.rows("SELECT 1 FROM given_up") == []

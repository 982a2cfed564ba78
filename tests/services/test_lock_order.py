"""Do transactions that touch the same rows wait for each other instead of failing?"""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bot import Bot
from services.handover_tools import mail_settings
from services.meta_json import post, said, status
from services.service_tools import HOUR, wait_for, workers
from sqlalchemy import event, insert, select, update

from metatwin import Twin
from relaystack.models import CarrierState, Contact, OutboxItem
from relaystack.services.carriers import kinds
from relaystack.services.delivery import claims
from relaystack.services.delivery.delivery import Delivery
from relaystack.services.outbox import outbox

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


NEW_PEOPLE = [(f"1555019{n:04}", f"US.{n}") for n in range(9)]
BOTH_ORDERS = [[said("hi", *who) for who in order] for order in (NEW_PEOPLE, NEW_PEOPLE[::-1])]


def everybody_is_there_once(bot: Bot) -> bool:
    counts = "SELECT (SELECT count(*) FROM contacts) AS people, (SELECT count(*) FROM outbox) AS answers"
    return bot.one(counts) == {"people": len(NEW_PEOPLE), "answers": 2 * len(NEW_PEOPLE)}


def test_the_same_new_people_in_opposite_orders_at_once_are_each_there_once(make_bot: Any) -> None:
    one, other = make_bot(), make_bot()  # as two processes: requests to one of them share a transaction
    with failures(one) as seen, failures(other) as also, ThreadPoolExecutor(2) as pool:
        assert list(pool.map(post, (one, other), BOTH_ORDERS)) == [200, 200]
    assert everybody_is_there_once(one)
    assert "DeadlockDetected" not in seen + also


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_who_inserts_the_same_new_people_waits_for_the_other_and_not_in_a_circle(make_bot: Any) -> None:
    """Somebody in the middle is being inserted elsewhere: both have all those before them when they wait for that."""
    one, other = make_bot(), make_bot()
    phone = NEW_PEOPLE[len(NEW_PEOPLE) // 2][0]
    row = {"phone": phone, "profile_name": "", "language": "en", "created_at": now(), "updated_at": now()}
    with failures(one) as seen, failures(other) as also, ThreadPoolExecutor(2) as pool:
        with one.parts.database.engine.connect() as elsewhere, elsewhere.begin() as insertion:
            elsewhere.execute(insert(Contact), row)
            answers = [pool.submit(post, bot, order) for bot, order in zip((one, other), BOTH_ORDERS, strict=True)]
            wait_for(lambda: waiting(one) == 2)
            insertion.rollback()
        assert [answer.result() for answer in answers] == [200, 200]
    assert everybody_is_there_once(one)
    assert "DeadlockDetected" not in seen + also


def waiting(bot: Bot) -> int:
    """How many transactions on this PostgreSQL database wait for another one."""
    query = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    return len(bot.rows(query))


def now() -> datetime:
    return datetime.now(UTC)


def left_behind(bot: Bot, claimed_by: str | None) -> list[str]:
    """Every waiting message as a worker leaves it that dies after posting, or later, when the doubt is over."""
    with bot.parts.database.transaction() as connection:
        long_ago = now() - timedelta(minutes=1)
        connection.execute(
            update(OutboxItem).values(
                claimed_by=claimed_by, claimed_until=claimed_by and long_ago, due_at=long_ago, attempts=1
            )
        )
    bot.rows("UPDATE whatsapp_messages SET status = 'sending' WHERE status = 'queued'")
    return [row["key"] for row in bot.rows("SELECT key FROM outbox ORDER BY id")]


@pytest.mark.parametrize("claimed_by", ["dead", None], ids=["the claim runs out", "the doubt is over"])
def test_statuses_and_claims_of_the_same_messages_at_the_same_moment_lose_and_repeat_nothing(
    make_bot: Any, twin: Twin, claimed_by: str | None
) -> None:
    bot = make_bot(sends_per_second=1000)
    twin.faults.rates = twin.faults.status_webhooks = False
    people = [twin.customer(f"P{n}", phone=f"1555018{n:04}") for n in range(CROWD)]
    for person in people:
        twin.says(person, "hi")
    with failures(bot) as seen:
        for turn in range(ROUNDS):
            post(bot, [said("5", str(person.phone)) for person in people])
            keys = left_behind(bot, claimed_by)
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
    assert "DeadlockDetected" not in seen


def serves(worker: Delivery) -> None:
    worker._tidy_now()


def claims_of_each(worker: Delivery) -> None:
    assert claims.claim(worker._database, worker.name, worker._pace, dict.fromkeys(worker._carriers, 3)) == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("locks", [serves, claims_of_each])
def test_who_locks_several_carriers_has_none_behind_the_one_it_waits_for(
    make_bot: Any, locks: Callable[[Delivery], None]
) -> None:
    """So nobody who goes through them waits in a circle: whoever has one waits only for those behind it."""
    bot = make_bot(**mail_settings(port=9))
    worker = bot.parts.delivery()
    order = kinds.in_turn(worker._carriers)
    assert order != sorted(order)
    serves(worker)
    with bot.parts.database.transaction() as connection:  # each has something to do, and rests: none is claimed
        item: dict[str, Any] = {"contact_id": None, "payload": {}, "due_at": now()}
        items = [{**item, "key": name, "carrier": name} for name in order]
        outbox.post(connection, items, now())
        connection.execute(update(CarrierState).values(held_until=now() + HOUR))
    if locks is claims_of_each:  # what shares an account locks that one's row
        order = list(dict.fromkeys(kinds.KINDS[name].shares for name in order))
    for place, name in enumerate(order):
        with bot.parts.database.engine.connect() as elsewhere, ThreadPoolExecutor(1) as pool, elsewhere.begin() as held:
            elsewhere.execute(select(CarrierState.name).where(CarrierState.name == name).with_for_update())
            waits = pool.submit(locks, worker)
            wait_for(lambda: waiting(bot) == 1)
            free = set(elsewhere.scalars(select(CarrierState.name).with_for_update(skip_locked=True)))
            held.rollback()
            assert set(order[place:]) <= free
            waits.result()
    asyncio.run(worker.close())

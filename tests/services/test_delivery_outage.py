"""What does delivery do while the database is away?"""

import asyncio

import pytest
from bot import Bot
from services.service_tools import (
    BOOKING,
    BROCHURE,
    HOUR,
    MENU,
    age,
    asked_for,
    heard,
    outage,
    wait_for,
    words_to,
    workers,
)

from metatwin import Customer, Twin


def test_a_database_outage_during_delivery_loses_nothing_and_repeats_nothing(
    listening: Bot, twin: Twin, amina: Customer, ben: Customer, loud: None, caplog: pytest.LogCaptureFixture
) -> None:
    heard(twin, (amina, "hi"), (amina, "5"), (ben, "hi"))
    twin.faults.status_webhooks = False
    twin.faults.answers = ["hang", "hang"]
    with workers(listening):
        twin.wait_for(lambda: len(twin.requests) == 2)
        with outage(listening):
            twin.release()
            twin.wait_for(lambda: len(twin.sent) == 3)
            wait_for(lambda: "delivery waits for the database" in caplog.text)
        wait_for(lambda: not listening.rows("SELECT 1 FROM outbox"))
        heard(twin, (amina, "6"))
        twin.wait_for(lambda: len(twin.sent) == 4)
        wait_for(lambda: not listening.rows("SELECT 1 FROM outbox"))
    assert words_to(twin, amina) == [MENU, BOOKING, BROCHURE]
    assert asked_for(twin, ben) == 1
    statuses = listening.rows("SELECT status FROM whatsapp_messages WHERE key IS NOT NULL")
    assert statuses == [{"status": "sent"}] * 4


def test_an_outage_while_many_are_under_way_loses_nothing(listening: Bot, twin: Twin, loud: None) -> None:
    twin.faults.latency = 0.05
    people = [twin.customer(f"Person {n}", phone=f"1555013{n:04}") for n in range(20)]
    heard(twin, *((person, "hi") for person in people))
    with workers(listening):
        for person in people:
            twin.says(person, "5")
        for _ in range(2):
            with outage(listening):
                twin.wait_for(lambda: True)
            listening.rows("SELECT 1 FROM outbox")
        twin.release()  # webhooks that met the outage come again
        twin.wait_for(lambda: twin.unacknowledged == 0, timeout=120)
    for _ in range(2):  # a claim whose commit was cut off runs out, then the doubt
        age(listening, HOUR)
        listening.deliver()
    assert listening.rows("SELECT 1 FROM outbox") == []
    assert {tuple(words_to(twin, person)) for person in people} == {(MENU, BOOKING)}


def test_a_worker_that_was_cut_off_for_long_notes_what_it_had_sent_before_it_takes_more(
    listening: Bot, twin: Twin, amina: Customer
) -> None:
    """Its claims have run out by then: it must not take its own messages for somebody else's."""
    heard(twin, (amina, "hi"))
    twin.faults.status_webhooks = False
    delivery = listening.parts.delivery()

    async def run() -> None:
        await delivery._claim()
        await asyncio.wait(delivery._running)
        age(listening, HOUR)  # the database was away for so long
        await delivery._round()
        await delivery.drain()
        await delivery.close()

    asyncio.run(run())
    assert len(twin.requests) == 1
    assert listening.rows("SELECT 1 FROM outbox") == []

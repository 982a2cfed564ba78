"""What may a clock that is wrong cost? A bounded delay, and never a second copy."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from bot import Bot
from services.service_tools import BOOKING, HOUR, MENU, age, asked_for, heard, words_to

from metatwin import Customer, Twin
from relaystack.models import CarrierState, Contact, OutboxItem
from relaystack.services.outbox import carrier_states, outbox

DAY = timedelta(days=1)
STATES = (CarrierState.held_until, CarrierState.probe_at, CarrierState.stopped_at)


@pytest.mark.parametrize("column", [OutboxItem.due_at, OutboxItem.claimed_until, CarrierState.held_until])
def test_what_a_clock_that_was_a_day_ahead_has_put_off_leaves_today(
    listening: Bot, twin: Twin, amina: Customer, column: object
) -> None:
    heard(twin, (amina, "hi"))
    now = datetime.now(UTC)
    with listening.parts.database.transaction() as connection:
        carrier_states.allowance(connection, "whatsapp", 80, 1, now)
        carrier_states.hold(connection, "whatsapp", now)
        if column is OutboxItem.claimed_until:
            outbox.claim(connection, "whatsapp", "dead", 1, now, timedelta(0))
    age(listening, -DAY, column)
    listening.deliver(minute=True)
    for _ in range(4):
        age(listening, timedelta(minutes=3))
        listening.deliver(minute=True)
    assert words_to(twin, amina) == [MENU]


def test_a_stop_that_a_clock_has_set_for_tomorrow_is_lifted_when_sending_works(
    listening: Bot, twin: Twin, amina: Customer
) -> None:
    heard(twin, (amina, "hi"))
    twin.faults.token_expired = True
    listening.deliver(minute=True)
    age(listening, -DAY, *STATES)
    twin.faults.token_expired = False
    for _ in range(3):
        listening.deliver(minute=True)
        age(listening, timedelta(minutes=2))
    assert words_to(twin, amina) == [MENU]
    assert listening.client.get("/webhook/health").get_json()["status"] == "healthy"


def test_a_pace_from_tomorrow_delays_an_answer_by_an_hour_at_the_most(
    listening: Bot, twin: Twin, amina: Customer
) -> None:
    heard(twin, (amina, "hi"))
    listening.deliver(minute=True)
    age(listening, -DAY, Contact.paced_until)
    heard(twin, (amina, "5"))
    age(listening, HOUR)
    listening.deliver(minute=True)
    assert words_to(twin, amina) == [MENU, BOOKING]


def test_times_from_the_past_let_nothing_out_twice_and_nothing_wait(
    listening: Bot, twin: Twin, amina: Customer
) -> None:
    """As after the machine's clock was set back, or ahead, between a claim and its settlement."""
    heard(twin, (amina, "hi"), (amina, "5"))
    twin.faults.status_webhooks = False
    delivery = listening.parts.delivery()

    async def run() -> None:
        await delivery._claim()
        await asyncio.wait(delivery._running)
        age(listening, DAY, OutboxItem.claimed_until, OutboxItem.due_at)
        await asyncio.to_thread(listening.deliver)
        await delivery.drain()
        await delivery.close()

    asyncio.run(run())
    assert words_to(twin, amina) == [MENU, BOOKING]
    assert asked_for(twin, amina) == 2
    assert listening.rows("SELECT 1 FROM outbox") == []

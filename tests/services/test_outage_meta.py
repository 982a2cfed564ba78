"""What does a longer outage at Meta cost? Patience, and nobody's answer."""

import asyncio
from datetime import timedelta

import pytest
from aiohttp import ClientTimeout
from bot import Bot
from services.service_tools import BOOKING, HOUR, MENU, age, heard, words_to, workers

from metatwin import Customer, Twin
from relaystack.carriers import make_carriers
from relaystack.services.delivery.claims import Pace
from relaystack.services.delivery.delivery import Delivery

OUTAGES: dict[str, int | str] = {
    "a service is down": 131016, "the app may not send so fast": 4, "the number may not": 130429,
    "the person may not get so many": 131056, "an hour's rest is asked for": "retry-after:999999999",
    "a gateway's page": "502-html", "an error without words": "500", "connections are cut": "drop-before",
    "nothing is answered": "hang",
}  # fmt: skip

WAITING = "SELECT 1 FROM outbox WHERE carrier = 'whatsapp'"  # the e-mail that tells of it waits: no mail server is set


def _deliver(bot: Bot) -> None:
    """As a worker does that waits for Meta for a moment only."""
    carriers = make_carriers(bot.settings, bot.parts.book, ClientTimeout(total=0.5))
    delivery = Delivery(bot.parts.database, carriers, lambda: bot.parts.conversation_settings, Pace(1000, 60))

    async def run() -> None:
        await delivery.drain()
        await delivery.close()

    asyncio.run(run())


@pytest.mark.parametrize("fault", OUTAGES.values(), ids=OUTAGES)
def test_everybody_is_answered_once_and_in_order_after_two_failed_tries(
    listening: Bot, twin: Twin, amina: Customer, ben: Customer, fault: int | str
) -> None:
    heard(twin, (amina, "hi"), (amina, "5"), (ben, "hi"))
    for _ in range(2):
        twin.faults.answers = [fault] * 4
        _deliver(listening)
        age(listening, timedelta(minutes=76))
    twin.faults.answers = []
    twin.release()
    _deliver(listening)
    assert (words_to(twin, amina), words_to(twin, ben)) == ([MENU, BOOKING], [MENU])
    assert listening.rows("SELECT 1 FROM outbox") == listening.rows("SELECT 1 FROM given_up") == []


def test_a_closed_door_is_knocked_at_for_hours(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"), (amina, "5"))
    twin.faults.down = True
    for _ in range(20):
        listening.deliver()
        age(listening, HOUR)
    twin.faults.down = False
    listening.deliver()
    assert words_to(twin, amina) == [MENU, BOOKING]


def _resumed(bot: Bot) -> bool:
    """Staff let sending go on, also after an answer from before has stopped it again."""
    return "sending" in bot.app.test_cli_runner().invoke(args=["resume"]).output


def test_a_token_that_expires_while_many_are_under_way_costs_no_message_and_no_second_copy(
    listening: Bot, twin: Twin
) -> None:
    people = [twin.customer(f"Person {n}", phone=f"1555016{n:04}") for n in range(20)]
    heard(twin, *((person, words) for words in ("hi", "5") for person in people))
    twin.faults.latency = 0.05
    with workers(listening):
        twin.wait_for(lambda: len(twin.sent) >= 5)
        twin.faults.token_expired = True
        twin.wait_for(lambda: any(request.status == 401 for request in twin.requests))
        twin.wait_for(lambda: "190" in str(listening.client.get("/webhook/health").get_json()["reasons"]))
        twin.faults.token_expired = False
        twin.wait_for(lambda: _resumed(listening) and not listening.rows(WAITING), timeout=120)
        twin.wait_for(lambda: twin.unacknowledged == 0)
    assert [words_to(twin, person) for person in people] == [[MENU, BOOKING]] * 20
    assert listening.client.get("/webhook/health").get_json()["status"] == "healthy"

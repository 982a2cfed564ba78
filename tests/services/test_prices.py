"""Is kept what Meta says of the price of each message, whatever the order of its statuses?"""

from itertools import permutations
from typing import Any

import pytest
from bot import Bot
from services.meta_json import post, status
from services.service_tools import heard
from services.template_tools import REMINDER, send
from web.api.api_tools import ask

from metatwin import Customer, Twin

PRICE = "SELECT price_type, price_category, price_model, billable FROM whatsapp_messages WHERE key IS NOT NULL"
REGULAR = {"billable": True, "pricing_model": "PMP", "type": "regular", "category": "service"}
FREE = {"billable": False, "pricing_model": "PMP", "type": "free_customer_service", "category": "service"}


def told(wamid: str, state: str, **pricing: Any) -> dict[str, Any]:
    """A status with a price, if one is given."""
    return {**status(wamid, state), **({"pricing": pricing} if pricing else {})}


@pytest.fixture
def sent(listening: Bot, twin: Twin, amina: Customer) -> str:
    """The wamid of a message that Meta has accepted and said nothing about yet."""
    twin.faults.status_webhooks = False
    heard(twin, (amina, "hi"))
    listening.deliver(minute=True)
    return twin.sent[0].wamid


def price(bot: Bot) -> dict[str, Any]:
    found = bot.one(PRICE)
    return {**found, "billable": None if found["billable"] is None else bool(found["billable"])}


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
@pytest.mark.parametrize("together", [True, False], ids=["in one body", "one by one"])
def test_the_price_of_the_delivery_counts_in_any_order(
    listening: Bot, sent: str, order: tuple[int, ...], together: bool
) -> None:
    rows = [told(sent, "sent", **REGULAR), told(sent, "delivered", **FREE), told(sent, "read")]
    ordered = [rows[number] for number in order]
    for body in [ordered] if together else [[row] for row in ordered]:
        assert post(listening, statuses=body) == 200
    assert price(listening) == {
        "price_type": "free_customer_service", "price_category": "service", "price_model": "PMP", "billable": False
    }  # fmt: skip
    [one] = [m for m in ask(listening, "GET", "/api/conversations/1/messages")["items"] if m["direction"] == "outgoing"]
    assert (one["status"], one["price_type"], one["billable"]) == ("read", "free_customer_service", False)


def test_words_that_nobody_knows_are_kept_and_odd_values_harm_nothing(listening: Bot, sent: str) -> None:
    odd: list[Any] = [None, [], "free", {"type": 7, "billable": "yes"}, {"type": None, "category": {}}]
    for pricing in odd:
        assert post(listening, statuses=[{**status(sent, "sent"), "pricing": pricing}]) == 200
    assert post(listening, statuses=[told(sent, "delivered", type="free_on_sundays", category="new " * 99)]) == 200
    kept = price(listening)
    assert kept["price_type"] == "free_on_sundays"
    assert kept["price_category"].startswith("new new")
    assert kept["billable"] is None
    assert listening.one("SELECT status FROM whatsapp_messages WHERE key IS NOT NULL")["status"] == "delivered"


def test_a_price_that_comes_before_its_message_is_known_is_kept(listening: Bot, twin: Twin, amina: Customer) -> None:
    assert post(listening, statuses=[told("wamid.early", "delivered", **REGULAR)]) == 200
    assert listening.one("SELECT price_type, price_model FROM early_receipts") == {
        "price_type": "regular", "price_model": "PMP"
    }  # fmt: skip


def test_what_templates_and_answers_cost_differs(ready: Bot, twin: Twin) -> None:
    twin.faults.status_webhooks = True
    twin.faults.price_type = "free_entry_point"
    send(ready, "consultation_reminder", REMINDER)
    ready.deliver(minute=True)
    twin.wait_for(lambda: twin.unacknowledged == 0)
    rows = ready.rows("SELECT price_type, price_category FROM whatsapp_messages WHERE kind = 'template'")
    assert rows == [{"price_type": "free_entry_point", "price_category": "utility"}]

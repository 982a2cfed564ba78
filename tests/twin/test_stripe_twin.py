"""Does Stripe's twin refuse what Stripe refuses, and tell what it tells until it is taken?"""

import json
import threading
import time
from contextlib import closing
from typing import Any

import pytest
from fakes.web import Answer, Asked, WebServer

from stripetwin import StripeTwin

SESSIONS = "/v1/checkout/sessions"


def page(**more: Any) -> dict[str, str]:
    """What is asked for a page that can be paid."""
    price = "line_items[0][price_data]"
    asked = {"mode": "payment", "success_url": "https://x.example", "expires_at": int(time.time()) + 3600,
             "line_items[0][quantity]": 1, f"{price}[currency]": "aed", f"{price}[unit_amount]": 500,
             f"{price}[product_data][name]": "x", **more}  # fmt: skip
    return {name: str(value) for name, value in asked.items()}


def test_a_key_answers_the_same_and_takes_no_other_question() -> None:
    twin, asked = StripeTwin(), page()
    first = twin.asked(SESSIONS, asked, "key")
    assert twin.asked(SESSIONS, asked, "key") == first
    assert len(twin.sessions) == 1
    with pytest.raises(Exception, match="same parameters"):
        twin.asked(SESSIONS, {**asked, "success_url": "https://y.example"}, "key")


@pytest.mark.parametrize("minutes", [29, 24 * 60 + 1])
def test_a_page_ends_between_half_an_hour_and_a_day_from_now(minutes: int) -> None:
    status, body = StripeTwin().asked(SESSIONS, page(expires_at=int(time.time()) + minutes * 60), "")
    assert status == 400
    assert "30 minutes" in body["error"]["message"]


def test_what_is_complete_does_not_end_and_goes_back_once() -> None:
    twin = StripeTwin()
    twin.asked(SESSIONS, page(), "")
    [session] = twin.sessions
    twin.holds = True
    twin.pays(session)
    assert twin.asked(f"{SESSIONS}/{session.id}/expire", {}, "")[0] == 400
    assert twin.asked("/v1/refunds", {"payment_intent": session.intent}, "one")[0] == 200
    assert twin.asked("/v1/refunds", {"payment_intent": session.intent}, "two")[1]["error"]["code"] == (
        "charge_already_refunded"
    )


def test_what_is_not_taken_is_told_again_until_it_is() -> None:
    answers, asked, taken = [Answer(hangs_up=True), Answer(status=503), Answer()], [], threading.Event()

    def answer(one: Asked) -> Answer:
        asked.append(json.loads(one.body)["id"])
        if len(asked) == len(answers):
            taken.set()
        return answers[len(asked) - 1]

    with StripeTwin() as twin, closing(WebServer(answer)) as business:
        twin.webhook_url = business.url
        told = twin.tells("checkout.session.completed", {})
        assert taken.wait(10)
    assert asked == [told["id"]] * 3

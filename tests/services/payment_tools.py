"""What tests of payments share: a bot whose Stripe is on loopback, and somebody who has chosen a time that costs."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot import Bot
from services.booking_tools import EVERY_DAY, consultant
from services.test_booking_chat import say, tap, times

from stripetwin import StripeTwin
from stripetwin.objects import Session

FEE = replace(EVERY_DAY, fee=35_000, currency="AED")


def paid_bot(make_bot: Callable[..., Bot], stripe: StripeTwin) -> Bot:
    """A bot that takes payments, and a consultant who costs something."""
    bot = make_bot(stripe_secret_key=stripe.key, stripe_webhook_secret=stripe.secret, stripe_api_url=stripe.url)
    consultant(bot, consulting=FEE)
    return bot


def hold(bot: Bot, stripe: StripeTwin) -> Session:
    """They choose a time, and the link to pay has gone out."""
    say(bot, "hi", "5")
    tap(bot, times(bot)[0])
    bot.deliver(minute=True)
    return stripe.sessions[-1]


def hear(bot: Bot, stripe: StripeTwin, told: Any, **signed: Any) -> int:
    """Stripe's webhook comes; the status that it is answered."""
    body = json.dumps(told).encode()
    headers = {"Stripe-Signature": stripe.signature(body, **signed)}
    return bot.client.post("/payments/stripe", data=body, headers=headers).status_code


def payment(bot: Bot) -> dict[str, Any]:
    """The newest payment."""
    return bot.rows("SELECT * FROM payments ORDER BY id DESC LIMIT 1")[0]

"""Is an appointment that costs something held, paid and confirmed, in any order of what may happen to it?"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bot import Bot
from services.booking_tools import booked, contact, overlaps
from services.payment_tools import hear, hold, paid_bot, payment
from services.test_booking_chat import AMINA, choices, last, mails, messages, say, state_of, tap, times

from relaystack.models import BookingState
from relaystack.services.inbox.authors import Operator
from relaystack.services.inbox.booking_desk import BookingDesk
from stripetwin import StripeTwin
from stripetwin.objects import Session

BOOKED, FREE_AGAIN = "✅ Your consultation is booked:", "The time that we held for you is free again"


@pytest.fixture
def bot(make_bot: Callable[..., Bot], stripe: StripeTwin) -> Bot:
    """A bot with a consultant who costs something."""
    return paid_bot(make_bot, stripe)


def hold_ends(bot: Bot) -> None:
    """The time for paying is over."""
    bot.let_time_pass(timedelta(minutes=21))
    bot.deliver(minute=True)


def cancel(bot: Bot) -> None:
    """A consultant cancels the appointment."""
    [row] = bot.rows("SELECT id FROM bookings ORDER BY id DESC LIMIT 1")
    desk = BookingDesk(bot.parts.database, bot.parts.conversation_settings, Operator(), tell=False)
    assert desk.end(row["id"], BookingState.CANCELLED)
    bot.deliver(minute=True)


def steal(bot: Bot) -> None:
    """Somebody else gets the time."""
    [row] = bot.rows("SELECT member_id, begins_at FROM bookings ORDER BY id LIMIT 1")
    at = datetime.fromisoformat(str(row["begins_at"])).replace(tzinfo=UTC)
    assert booked(bot, contact(bot), row["member_id"], at)


def test_a_time_is_held_until_it_is_paid_and_confirmed_then(bot: Bot, stripe: StripeTwin) -> None:
    session = hold(bot, stripe)
    assert last(bot)["message"].startswith("Please pay AED 350 to confirm your consultation:")
    assert session.url in str(last(bot)["content"])
    assert state_of(bot) == ["awaiting_payment"]
    assert not mails(bot)
    assert say(bot, "5").startswith("⏳ Your consultation is not paid yet:")
    assert hear(bot, stripe, stripe.pays(session)) == 200
    assert last(bot)["message"].startswith(BOOKED)
    assert state_of(bot) == ["confirmed"]
    assert len(mails(bot)) == 1
    hold_ends(bot)
    assert state_of(bot) == ["confirmed"]


def test_what_is_not_paid_in_time_is_free_again_and_can_be_paid_no_more(bot: Bot, stripe: StripeTwin) -> None:
    session = hold(bot, stripe)
    hold_ends(bot)
    assert last(bot)["message"].startswith(FREE_AGAIN)
    assert session.status == "expired"
    assert bot.rows("SELECT * FROM booking_cells") == []
    assert tap(bot, choices(bot)["Book another time"]).startswith("📅 When may we call you?")


def test_who_has_paid_when_the_hold_ends_keeps_the_time_though_the_webhook_is_late(
    bot: Bot, stripe: StripeTwin
) -> None:
    told = stripe.pays(hold(bot, stripe))
    hold_ends(bot)  # Stripe refuses to end what is complete
    assert last(bot)["message"].startswith(BOOKED)
    said = messages(bot)
    assert hear(bot, stripe, told) == 200
    assert messages(bot) == said
    assert "AED" not in tap(bot, choices(bot)["Change the time"])  # another time costs nothing once more


# After the link went out -> states of the appointments and of the payment, refunds, how the last message begins.
ORDERS = {
    "paid": (["confirmed"], "paid", 0, BOOKED),
    "paid paid": (["confirmed"], "paid", 0, BOOKED),
    "paid expired": (["confirmed"], "paid", 0, BOOKED),
    "paid moved": (["moved"], "paid", 0, "✅ Your consultation has another time:"),
    "paid moved paid": (["moved"], "paid", 0, "✅ Your consultation has another time:"),
    "paid moved expired": (["moved"], "paid", 0, "✅ Your consultation has another time:"),
    "paid cancelled": (["cancelled"], "paid", 0, BOOKED),
    "paid cancelled paid": (["cancelled"], "paid", 0, BOOKED),
    "expired": (["cancelled"], "expired", 0, FREE_AGAIN),
    "expired expired": (["cancelled"], "expired", 0, FREE_AGAIN),
    "expired paid": (["cancelled", "confirmed"], "paid", 0, BOOKED),
    "expired paid paid": (["cancelled", "confirmed"], "paid", 0, BOOKED),
    "expired stolen paid": (["cancelled", "confirmed"], "refunded", 1, "📅 Your payment reached us when"),
    "expired stolen paid paid": (["cancelled", "confirmed"], "refunded", 1, "📅 Your payment reached us when"),
    "cancelled": (["cancelled"], "cancelled", 0, "Please pay"),
    "cancelled expired": (["cancelled"], "cancelled", 0, "Please pay"),
    "cancelled paid": (["cancelled"], "refunded", 1, "Your payment reached us when"),
    "cancelled paid paid": (["cancelled"], "refunded", 1, "Your payment reached us when"),
}


@pytest.mark.parametrize("order", ORDERS)
def test_any_order_ends_well(bot: Bot, stripe: StripeTwin, order: str) -> None:
    session = hold(bot, stripe)
    for what in order.split():
        _happens(bot, stripe, session, what)
    bot.deliver(minute=True)
    states, state, refunds, words = ORDERS[order]
    assert (state_of(bot), payment(bot)["state"]) == (states, state)
    assert len(stripe.book.refunds) == refunds
    assert last(bot)["message"].startswith(words)
    assert not overlaps(bot)


def _happens(bot: Bot, stripe: StripeTwin, session: Session, what: str) -> None:
    match what:
        case "paid":
            if session.payment_status != "paid":  # they were on the page already, whatever we closed since
                session.status = "open"
                stripe.book.pay(session.id)
            assert hear(bot, stripe, stripe.tells("checkout.session.completed", session.body)) == 200
        case "expired":
            assert (
                hear(bot, stripe, stripe.tells("checkout.session.expired", {**session.body, "status": "expired"}))
                == 200
            )
        case "cancelled":
            cancel(bot)
        case "moved":
            tap(bot, choices(bot)["Change the time"])
            tap(bot, times(bot)[1])
        case "stolen":
            steal(bot)


def test_news_of_a_payment_may_come_before_we_know_its_page(bot: Bot, stripe: StripeTwin) -> None:
    say(bot, "hi", "5")
    tap(bot, times(bot)[0])
    reference = payment(bot)["reference"]
    body = {"metadata": {"reference": reference}, "status": "complete", "payment_status": "paid",
            "amount_total": 35_000, "currency": "aed", "payment_intent": "pi_1", "id": "cs_1"}  # fmt: skip
    assert hear(bot, stripe, stripe.tells("checkout.session.completed", body)) == 200
    bot.deliver(minute=True)  # the page is not made any more
    assert state_of(bot) == ["confirmed"]
    assert last(bot)["message"].startswith(BOOKED)
    assert not stripe.sessions


@pytest.mark.parametrize("signed", [{"secret": "another"}, {"at": time.time() - 86_400}, {"at": time.time() + 3_600}])
def test_what_stripe_has_not_signed_just_now_is_refused(bot: Bot, stripe: StripeTwin, signed: dict[str, Any]) -> None:
    told = stripe.pays(hold(bot, stripe))
    assert hear(bot, stripe, told, **signed) == 403
    assert bot.client.post("/payments/stripe", json=told).status_code == 403
    assert state_of(bot) == ["awaiting_payment"]
    told["created"] -= 86_400  # a day late, but signed just now, as Stripe does when it tries again
    assert hear(bot, stripe, told) == 200
    assert state_of(bot) == ["confirmed"]


def test_another_sum_confirms_nothing_and_staff_are_told(bot: Bot, stripe: StripeTwin) -> None:
    session = stripe.book.pay(hold(bot, stripe).id)
    told = stripe.tells("checkout.session.completed", {**session.body, "amount_total": 1})
    assert hear(bot, stripe, told) == 200
    assert state_of(bot) == ["awaiting_payment"]
    assert "A payment does not fit" in str(bot.rows("SELECT payload FROM outbox WHERE carrier = 'mail'"))


def test_who_is_busy_elsewhere_hears_of_it_and_keeps_their_place(bot: Bot, stripe: StripeTwin) -> None:
    session = hold(bot, stripe)
    asked = say(bot, "menu", "2")
    hear(bot, stripe, stripe.pays(session))
    assert last(bot)["message"].startswith(BOOKED)
    assert say(bot, "hello there") != asked
    assert say(bot, "500000") != "", AMINA


def test_without_a_fee_nothing_is_asked_for(make_bot: Callable[..., Bot], stripe: StripeTwin) -> None:
    from services.booking_tools import consultant

    bot = make_bot(stripe_secret_key=stripe.key, stripe_webhook_secret=stripe.secret, stripe_api_url=stripe.url)
    consultant(bot)
    say(bot, "hi", "5")
    assert tap(bot, times(bot)[0]).startswith(BOOKED)
    assert not bot.rows("SELECT * FROM payments")

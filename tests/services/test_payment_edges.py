"""Is nothing lost, and nothing done twice, where payments meet trouble: silence, forgery, two at once, other hands?"""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from bot import Bot
from services.payment_tools import hear, hold, paid_bot, payment
from services.service_tools import wait_for
from services.test_booking_chat import AMINA, last, messages, say, state_of, tap, times

from stripetwin import StripeTwin


@pytest.fixture
def bot(make_bot: Callable[..., Bot], stripe: StripeTwin) -> Bot:
    return paid_bot(make_bot, stripe)


def mail(bot: Bot) -> str:
    return str(bot.rows("SELECT payload FROM outbox WHERE carrier = 'mail'"))


def test_the_same_news_from_four_sides_at_once_confirms_once(bot: Bot, stripe: StripeTwin) -> None:
    told = stripe.pays(hold(bot, stripe))
    before, answers = messages(bot), []
    threads = [threading.Thread(target=lambda: answers.append(hear(bot, stripe, told))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 4
    assert messages(bot) == before + 1
    assert state_of(bot) == ["confirmed"]


@pytest.mark.parametrize("end", ["paid", "expired"])
def test_news_that_come_while_the_end_of_the_hold_is_under_way_are_followed_once(
    bot: Bot, stripe: StripeTwin, end: str
) -> None:
    """Stripe has been asked to close the page, and answers only after its own news of the page were taken in."""
    session = hold(bot, stripe)
    told = stripe.pays(session) if end == "paid" else None
    before = messages(bot)
    bot.let_time_pass(timedelta(minutes=21))
    worker = threading.Thread(target=bot.deliver)
    with stripe.book.lock:
        worker.start()
        claimed = "SELECT id FROM outbox WHERE carrier = 'payment_hold' AND claimed_by IS NOT NULL"
        wait_for(lambda: bot.rows(claimed))
        if told is None:
            told = stripe.tells("checkout.session.expired", stripe.book.expire(session.id).body)
        assert hear(bot, stripe, told) == 200
        assert worker.is_alive()
    worker.join()
    assert state_of(bot) == [{"paid": "confirmed", "expired": "cancelled"}[end]]
    assert payment(bot)["state"] == end
    assert messages(bot) == before + 1
    assert bot.rows("SELECT id FROM outbox WHERE carrier LIKE 'payment%'") == []
    assert bot.rows("SELECT id FROM given_up WHERE carrier LIKE 'payment%'") == []


def test_who_talks_to_consultants_hears_that_it_is_paid(bot: Bot, stripe: StripeTwin) -> None:
    session = hold(bot, stripe)
    say(bot, "human")
    hear(bot, stripe, stripe.pays(session))
    assert last(bot)["message"].startswith("✅ Your consultation is booked:")
    [waits] = bot.rows("SELECT payload FROM outbox WHERE carrier = 'whatsapp' ORDER BY id DESC LIMIT 1")
    assert "even_handed_over" in str(waits["payload"])
    before = messages(bot)
    say(bot, "1")  # what it offers is no way around the consultants
    assert messages(bot) == before


def test_who_said_stop_reads_nothing_and_has_the_appointment(bot: Bot, stripe: StripeTwin) -> None:
    session = hold(bot, stripe)
    say(bot, "stop")
    before = messages(bot)
    assert hear(bot, stripe, stripe.pays(session)) == 200
    assert (messages(bot), state_of(bot)) == (before, ["confirmed"])


def test_while_stripe_is_away_the_time_stays_held_and_nothing_is_lost(
    make_bot: Callable[..., Bot], stripe: StripeTwin
) -> None:
    bot = paid_bot(make_bot, stripe)
    stripe.stop()
    say(bot, "hi", "5")
    tap(bot, times(bot)[0])
    bot.deliver(minute=True)
    assert state_of(bot) == ["awaiting_payment"]
    assert len(bot.rows("SELECT id FROM outbox WHERE carrier LIKE 'payment%'")) == 2
    bot.let_time_pass(timedelta(minutes=25))
    bot.deliver(minute=True)  # no page was made: nobody can have paid
    assert state_of(bot) == ["cancelled"]
    bot.let_time_pass(timedelta(minutes=5))
    bot.deliver(minute=True)  # nor is one made any more
    assert not bot.rows("SELECT id FROM outbox WHERE carrier LIKE 'payment%'")


def test_a_key_that_stripe_refuses_stops_payments_and_keeps_them(
    make_bot: Callable[..., Bot], stripe: StripeTwin
) -> None:
    bot = paid_bot(make_bot, stripe)
    stripe.key = "another"
    say(bot, "hi", "5")
    tap(bot, times(bot)[0])
    bot.deliver(minute=True)
    [stop] = bot.rows("SELECT * FROM carriers WHERE name = 'payment'")
    assert "STRIPE_SECRET_KEY" in str(stop)
    assert bot.rows("SELECT id FROM outbox WHERE carrier = 'payment'")


def test_money_of_nobody_whom_we_know_is_an_alarm(bot: Bot, stripe: StripeTwin) -> None:
    session = stripe.book.pay(hold(bot, stripe).id)
    told = stripe.tells("checkout.session.completed", {**session.body, "metadata": {"reference": "erased"}})
    assert hear(bot, stripe, told) == 200
    assert "A payment belongs to nobody" in mail(bot)
    assert state_of(bot) == ["awaiting_payment"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"[" * 100_000, b'{"type": "checkout.session.completed"}',
    b'{"type": "checkout.session.completed", "data": {"object": {"metadata": {"reference": "\\u0000"}, "status":'
    b' "complete", "payment_status": "paid"}}}', b"\xff\xfe", b"x" * 600_000], ids=range(9))  # fmt: skip
def test_whatever_is_signed_is_answered_and_does_nothing(bot: Bot, stripe: StripeTwin, body: bytes) -> None:
    headers = {"Stripe-Signature": stripe.signature(body)}
    assert bot.client.post("/payments/stripe", data=body, headers=headers).status_code in (200, 400, 413)
    assert not bot.rows("SELECT id FROM outbox")


def test_a_refund_that_was_made_in_stripe_is_known_here(bot: Bot, stripe: StripeTwin) -> None:
    session = hold(bot, stripe)
    hear(bot, stripe, stripe.pays(session))
    session.refunded = True
    assert hear(bot, stripe, stripe.tells("charge.refunded", session.charge)) == 200
    assert (payment(bot)["state"], payment(bot)["reason"]) == ("refunded", "sent back in Stripe")
    assert state_of(bot) == ["confirmed"]


@pytest.mark.parametrize("kind", ["refund.failed", "charge.refund.updated"])
def test_a_refund_that_the_bank_sends_back_is_told_once_and_can_be_tried_again(
    bot: Bot, stripe: StripeTwin, kind: str
) -> None:
    session = hold(bot, stripe)
    hear(bot, stripe, stripe.pays(session))
    told = {"id": "re_1", "object": "refund", "status": "failed", "metadata": {"reference": payment(bot)["reference"]}}
    hear(bot, stripe, stripe.tells(kind, told))
    assert payment(bot)["state"] == "paid"  # nobody has sent anything back
    session.refunded = True
    hear(bot, stripe, stripe.tells("charge.refunded", session.charge))
    hear(bot, stripe, stripe.tells(kind, {**told, "status": "succeeded"}))
    assert payment(bot)["state"] == "refunded"
    for _ in range(2):
        assert hear(bot, stripe, stripe.tells(kind, told)) == 200
    assert (payment(bot)["state"], payment(bot)["refunded_at"]) == ("stuck", None)
    mails = bot.rows("SELECT payload FROM outbox WHERE key LIKE '%not_refunded%' AND carrier = 'mail'")
    assert len(mails) == 1
    assert "The bank has not taken the AED 350.00" in str(mails)


def test_a_hold_is_over_when_its_appointment_begins(bot: Bot, stripe: StripeTwin) -> None:
    hold(bot, stripe)
    begins = datetime.fromisoformat(str(bot.one("SELECT begins_at FROM bookings")["begins_at"])).replace(tzinfo=UTC)
    ends = datetime.fromisoformat(str(payment(bot)["ends_at"])).replace(tzinfo=UTC)
    assert ends <= begins


def test_who_comes_back_from_paying_reads_in_their_language_that_it_is_being_confirmed(bot: Bot) -> None:
    page = bot.client.get("/payments/thanks?language=ar")
    assert 'dir="rtl"' in page.text
    assert "Your payment is being confirmed" in bot.client.get("/payments/thanks?language=<x>").text
    assert "Nothing was paid" in bot.client.get("/payments/thanks?language=en&unpaid=1").text
    assert AMINA not in page.text

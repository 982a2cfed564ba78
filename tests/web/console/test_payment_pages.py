"""Do owner and manager set a fee, see what was paid, send it back with a reason, and hand the accountant a sheet?"""

import csv
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from bot import Bot
from services.booking_tools import tomorrow
from services.payment_tools import hear, hold, payment
from services.test_booking_chat import AMINA, last, messages, say, state_of
from web.console.colleagues import Colleague
from web.console.test_booking_pages import HOURS, PAGE, at, look, send

from stripetwin import StripeTwin

ONE = f"{PAGE}/1"
WEEK = {f"{day}.0.{end}": at for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
        for end, at in (("from", "09:00"), ("until", "17:00"))}  # fmt: skip
FIELDS = {**WEEK, "zone": "UTC", "minutes": "30", "buffer_minutes": "0", "notice_minutes": "60"}


@pytest.fixture
def bot(make_bot: Callable[..., Bot], stripe: StripeTwin) -> Bot:
    """A bot that takes payments."""
    return make_bot(stripe_secret_key=stripe.key, stripe_webhook_secret=stripe.secret, stripe_api_url=stripe.url)


@pytest.fixture
def omar(bot: Bot) -> Colleague:
    """A consultant; nobody has written yet, so the bot has not looked whether anybody can be booked."""
    return Colleague(bot, "Omar")


def set_fee(one: Colleague, of: Colleague, fee: str = "350.50", currency: str = "AED") -> int:
    path = f"{HOURS}/{of.id}"
    return send(one, path, path, **FIELDS, fee=fee, currency=currency).status_code


@pytest.fixture
def paid(bot: Bot, stripe: StripeTwin, mona: Colleague, omar: Colleague) -> Bot:
    """Somebody has paid for an appointment with Omar; the manager has set what it costs."""
    assert set_fee(mona, omar) == 303
    assert hear(bot, stripe, stripe.pays(hold(bot, stripe))) == 200
    assert state_of(bot) == ["confirmed"]
    return bot


def test_who_sets_the_hours_of_all_sets_what_they_cost(bot: Bot, mona: Colleague, omar: Colleague) -> None:
    assert set_fee(mona, omar) == 303
    assert "30 minutes each · AED 350.50 · UTC" in look(mona, HOURS)
    assert set_fee(omar, omar, fee="1") == 303  # their own hours, but not their price
    assert "AED 350.50" in look(omar, HOURS)
    assert 'name="fee"' not in look(omar, f"{HOURS}/{omar.id}")
    for fee, currency in (
        ("a lot", "AED"),
        ("-1", "AED"),
        ("1e9", "AED"),
        ("350.505", "AED"),
        ("5", "BTC"),
        ("1.99", "AED"),  # less than Stripe takes
        ("٣", "AED"),
    ):
        assert set_fee(mona, omar, fee, currency) == 422
    assert set_fee(mona, omar, fee="") == 303
    assert "AED" not in look(mona, HOURS)


def test_what_was_paid_goes_back_once_with_a_reason(paid: Bot, stripe: StripeTwin, mona: Colleague) -> None:
    page = mona.client.get(ONE).text
    assert "AED 350.50" in page
    assert send(mona, ONE, f"{ONE}/refund", page, reason=" ").status_code == 422
    assert send(mona, ONE, f"{ONE}/refund", page, reason="They moved abroad").status_code == 303
    assert send(mona, ONE, f"{ONE}/refund", page, reason="Again").status_code == 409  # it was seen as paid
    paid.deliver(minute=True)
    assert len(stripe.book.refunds) == 1
    assert "Sent back" in look(mona, ONE)
    assert state_of(paid) == ["confirmed"]
    [entry] = paid.rows("SELECT by, changes FROM audit WHERE action = 'payment.refund'")
    assert "They moved abroad" in str(entry["changes"])


def test_who_cancels_may_send_it_back_and_the_person_reads_which(
    paid: Bot, stripe: StripeTwin, mona: Colleague
) -> None:
    assert send(mona, ONE, f"{ONE}/end", state="cancelled", refund="1", reason="").status_code == 422
    assert state_of(paid) == ["confirmed"]
    before = messages(paid)
    answer = send(mona, ONE, f"{ONE}/end", state="cancelled", refund="1", reason="Omar is ill", tell="1")
    assert answer.status_code == 303
    paid.deliver(minute=True)
    assert (payment(paid)["state"], state_of(paid)) == ("refunded", ["cancelled"])
    assert messages(paid) == before + 1
    assert last(paid)["message"].endswith("Your payment is sent back to you.")


def test_a_refund_that_stripe_refuses_needs_a_person_and_can_be_tried_again(
    paid: Bot, stripe: StripeTwin, mona: Colleague
) -> None:
    [session] = stripe.sessions
    intent, session.intent = session.intent, "pi_gone"
    send(mona, ONE, f"{ONE}/refund", reason="x")
    paid.deliver(minute=True)
    assert "Could not be sent back" in look(mona, ONE)
    assert "A payment needs you" in str(paid.rows("SELECT payload FROM outbox WHERE carrier = 'mail'"))
    session.intent = intent
    assert send(mona, ONE, f"{ONE}/refund", reason="once more").status_code == 303
    paid.deliver(minute=True)
    assert payment(paid)["state"] == "refunded"


def test_a_consultant_moves_no_money(paid: Bot, mona: Colleague, omar: Colleague) -> None:
    assert f"{ONE}/refund" not in look(omar, ONE)
    page = mona.client.get(ONE).text  # a form that is not theirs
    assert send(omar, ONE, f"{ONE}/refund", page, reason="x").status_code in (400, 403)
    assert send(omar, ONE, f"{ONE}/end", state="cancelled", refund="1", reason="x").status_code == 403
    assert omar.client.get(f"{PAGE}/payments.csv?month=2026-11").status_code == 403
    assert payment(paid)["state"] == "paid"


def test_the_accountant_gets_a_line_for_each_payment_and_refund(paid: Bot, mona: Colleague) -> None:
    send(mona, ONE, f"{ONE}/refund", reason="=1+1")
    paid.deliver(minute=True)
    month = f"{datetime.now(UTC):%Y-%m}"
    answer = mona.client.get(f"{PAGE}/payments.csv?month={month}")
    rows = list(csv.DictReader(answer.text.lstrip("\ufeff").splitlines()))
    assert [(row["what"], row["amount"], row["currency"], row["reason"]) for row in rows] == [
        ("paid", "350.50", "AED", ""), ("sent back", "350.50", "AED", "'=1+1"),
    ]  # fmt: skip
    assert AMINA not in answer.text
    assert paid.rows("SELECT id FROM audit WHERE action = 'payments.export'")
    assert mona.client.get(f"{PAGE}/payments.csv?month=x").status_code == 404
    assert '"paid"' not in mona.client.get(f"{PAGE}/payments.csv?month=2020-01").text


def test_what_staff_book_may_ask_for_its_fee_or_be_free(
    bot: Bot, stripe: StripeTwin, mona: Colleague, omar: Colleague
) -> None:
    set_fee(mona, omar)
    say(bot, "hi")
    fields = {"phone": f"+{AMINA}", "member": str(omar.id), **at(tomorrow(10))}
    form = f"{PAGE}/new"
    bot.rows("UPDATE contacts SET last_inbound_at = NULL")
    refused = send(omar, form, form, **fields, charge="1")
    assert (refused.status_code, "The link to pay cannot reach them" in refused.text) == (422, True)
    assert state_of(bot) == []
    say(bot, "hi")
    assert send(omar, form, form, **fields, charge="1").status_code == 303
    bot.deliver(minute=True)
    assert state_of(bot) == ["awaiting_payment"]
    assert last(bot)["message"].startswith("Please pay")
    assert "asked for the fee of an appointment" in look(Colleague(bot, "Olga", "owner"), "/console/settings/audit")
    assert hear(bot, stripe, stripe.pays(stripe.sessions[-1])) == 200
    assert state_of(bot) == ["confirmed"]
    bot.rows("UPDATE bookings SET state = 'done'")
    assert send(omar, form, form, **{**fields, **at(tomorrow(12))}).status_code == 303
    assert (state_of(bot), len(stripe.sessions)) == (["done", "confirmed"], 1)

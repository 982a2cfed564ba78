"""Is what becomes free offered to who waits, to one after the other, held for each, and to nobody twice?"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from bot import Bot
from services.booking_tools import consultant, contact
from services.payment_tools import FEE
from services.test_booking_chat import AMINA, BEN, choices, last, messages, say, tap

from relaystack.models import BookingState
from relaystack.services.bookings import bookings, hours, offers
from relaystack.services.bookings.hours import Consulting
from relaystack.services.inbox import waiting_offers
from stripetwin import StripeTwin

OFFERED = "🔔 A time has become free:"


def fill(bot: Bot, fee: Consulting = Consulting()) -> None:  # noqa: B008
    """Lea has one time a week, and all of them are somebody's."""
    day = (datetime.now(UTC) + timedelta(days=2)).weekday()
    week = tuple(((time(10), time(10, 30)),) if n == day else () for n in range(7))
    consultant(bot, consulting=Consulting("UTC", week, 30, 0, 60, fee=fee.fee, currency=fee.currency))
    who, now = contact(bot), datetime.now(UTC)
    with bot.parts.database.transaction() as connection:
        for one in list(offers.agenda(connection, now, hours.bookable(connection)).every()):
            theirs = bookings.Wanted(who, one.consultant.id, one.at, 30, 0)
            assert bookings.book(connection, theirs, "Lea", now)


def free(bot: Bot) -> None:
    """The first of them is called off."""
    now = datetime.now(UTC)
    with bot.parts.database.transaction() as connection:
        booking = bookings.get(connection, bot_id(connection), for_update=True)
        assert booking
        bookings.end(connection, booking, BookingState.CANCELLED, "Lea", now)


def bot_id(connection: Any) -> int:
    return int(connection.exec_driver_sql("SELECT min(id) FROM bookings WHERE created_by = 'Lea'").scalar_one())


def look(bot: Bot) -> None:
    """Any number of workers look, as often as they like."""
    for _ in range(2):
        waiting_offers.send(bot.parts.database, bot.parts.conversation_settings)


def wait(bot: Bot, phone: str = AMINA) -> None:
    say(bot, "hi", "5", phone=phone)
    assert tap(bot, choices(bot, phone)["Tell me when free"], phone).startswith("👍")


def answered_too_late(bot: Bot) -> None:
    bot.rows("UPDATE waiting_wishes SET until = :then WHERE until IS NOT NULL", then=datetime(2026, 1, 1))  # noqa: DTZ001
    look(bot)


def states(bot: Bot) -> list[str]:
    """Of what was held for who waits."""
    return [row["state"] for row in bot.rows(
        "SELECT state FROM bookings WHERE created_by = 'the waiting list' ORDER BY id")]  # fmt: skip


def test_what_becomes_free_is_held_for_the_first_and_then_for_the_next(bot: Bot) -> None:
    fill(bot)
    wait(bot)
    wait(bot, BEN)
    look(bot)
    assert not states(bot)  # nothing is free
    free(bot)
    look(bot)
    assert last(bot)["message"].startswith(OFFERED)
    assert not last(bot, BEN)["message"].startswith(OFFERED)
    answered_too_late(bot)
    assert states(bot) == ["cancelled", "held"]
    assert last(bot, BEN)["message"].startswith(OFFERED)
    assert tap(bot, choices(bot)["Yes, book it"]).startswith("That time is not free")  # the one who was late
    assert tap(bot, choices(bot, BEN)["Yes, book it"], BEN).startswith("✅ Your consultation is booked:")
    assert states(bot) == ["cancelled", "confirmed"]
    assert [row["unanswered"] for row in bot.rows("SELECT unanswered FROM waiting_wishes")] == [1]  # Amina's alone


def test_who_says_no_is_not_asked_twice_for_a_time_and_may_leave(bot: Bot) -> None:
    fill(bot)
    wait(bot)
    free(bot)
    look(bot)
    assert say(bot, "2").startswith("All right.")
    sent = messages(bot)
    look(bot)
    assert (states(bot), messages(bot)) == (["cancelled"], sent)
    assert "not on the waiting list any more" in say(bot, "stop waiting")
    assert bot.rows("SELECT * FROM waiting_wishes") == []
    assert bot.one("SELECT opted_out_at FROM contacts WHERE phone = :phone", phone=AMINA) == {"opted_out_at": None}


def test_who_has_said_stop_is_offered_nothing(bot: Bot) -> None:
    fill(bot)
    wait(bot)
    say(bot, "stop")
    free(bot)
    look(bot)
    assert states(bot) == []


def test_an_answer_that_comes_late_books_what_nobody_else_has_taken(bot: Bot) -> None:
    fill(bot)
    wait(bot)
    free(bot)
    look(bot)
    yes = choices(bot)["Yes, book it"]
    answered_too_late(bot)
    assert tap(bot, yes).startswith("✅")
    assert tap(bot, yes).startswith("📅 You have a consultation:")
    assert bot.rows("SELECT * FROM waiting_wishes") == []


def test_a_time_that_costs_is_held_until_it_is_paid(make_bot: Callable[..., Bot], stripe: StripeTwin) -> None:
    bot = make_bot(stripe_secret_key=stripe.key, stripe_webhook_secret=stripe.secret, stripe_api_url=stripe.url)
    fill(bot, FEE)
    wait(bot)
    free(bot)
    look(bot)
    assert "It costs AED 350" in last(bot)["message"]
    assert tap(bot, choices(bot)["Yes, book it"]).startswith("⏳ We hold this time")
    assert states(bot) == ["awaiting_payment"]
    assert len(bot.rows("SELECT * FROM payments")) == 1


def test_who_wished_for_a_day_is_not_offered_what_was_free_by_then(bot: Bot) -> None:
    fill(bot)
    free(bot)
    at = datetime.now(UTC) + timedelta(days=2)
    say(bot, "hi", "5", f"{at:%-d %B}")
    assert tap(bot, choices(bot)["Tell me when free"]).startswith("👍")
    look(bot)
    assert states(bot) == []


@pytest.mark.parametrize("approved", [True, False])
def test_who_has_not_written_for_a_day_is_asked_by_a_template(bot: Bot, approved: bool) -> None:
    fill(bot)
    wait(bot)
    free(bot)
    bot.rows("UPDATE contacts SET last_inbound_at = :then", then=datetime(2026, 1, 1))  # noqa: DTZ001
    if approved:
        bot.rows("INSERT INTO whatsapp_templates (name, language, status, updated_at) VALUES"
                 " ('appointment_freed', 'en', 'APPROVED', :now)", now=datetime(2026, 1, 1))  # noqa: DTZ001  # fmt: skip
    look(bot)
    assert states(bot) == (["held"] if approved else [])  # who cannot be asked blocks nothing


def test_workers_that_look_at_once_hold_one_time_for_one_person(bot: Bot) -> None:
    fill(bot)
    wait(bot)
    wait(bot, BEN)
    free(bot)
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(lambda _: look(bot), range(4)))
    assert states(bot) == ["held"]
    assert last(bot)["message"].startswith(OFFERED)


def test_what_is_held_for_a_wish_that_is_gone_is_free_again(bot: Bot) -> None:
    fill(bot)
    wait(bot)
    free(bot)
    look(bot)
    bot.rows("DELETE FROM waiting_wishes")  # as where two contacts became one, and the other one waited too
    assert say(bot, "hi", "5").startswith(OFFERED)
    look(bot)
    assert states(bot) == ["cancelled"]


def test_a_wish_that_nobody_answers_for_ends(bot: Bot) -> None:
    fill(bot)
    wait(bot)
    bot.rows("UPDATE waiting_wishes SET unanswered = 2")
    free(bot)
    look(bot)
    answered_too_late(bot)
    assert (states(bot), bot.rows("SELECT * FROM waiting_wishes")) == (["cancelled"], [])

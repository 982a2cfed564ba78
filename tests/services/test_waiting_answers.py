"""Somebody who waits is offered a time, and then something happens: is what they answer still true, and for whom?"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot import TOKEN, Bot
from services.booking_tools import EVERY_DAY, consultant
from services.test_booking_chat import AMINA, BEN, choices, last, say, state_of, tap
from services.test_waiting_list import OFFERED, answered_too_late, bot_id, fill, free, look, states, wait

from relaystack.services.bookings import hours
from relaystack.services.reporting import appointments
from relaystack.services.staff import team

CARA = "971501234569"


def offered(bot: Bot) -> str:
    """The button that takes what is held for Amina."""
    fill(bot)
    wait(bot)
    free(bot)
    look(bot)
    return choices(bot)["Yes, book it"]


def test_who_is_elsewhere_in_the_conversation_takes_it_with_a_word(bot: Bot) -> None:
    fill(bot)
    wait(bot)
    say(bot, "menu")
    bot.let_time_pass(timedelta(hours=5))
    free(bot)
    look(bot)
    assert last(bot)["message"].startswith(OFFERED)
    assert say(bot, "yes").startswith("✅")
    assert states(bot) == ["confirmed"]


def test_a_word_after_the_template_is_its_button(bot: Bot) -> None:
    fill(bot)
    wait(bot)
    bot.let_time_pass(timedelta(hours=30))
    bot.rows("INSERT INTO whatsapp_templates (name, language, status, updated_at) VALUES"
             " ('appointment_freed', 'en', 'APPROVED', :now)", now=datetime(2026, 1, 1))  # noqa: DTZ001  # fmt: skip
    free(bot)
    look(bot)
    assert "no, wait on" in last(bot)["message"].lower()
    assert say(bot, "no, wait on").startswith("All right.")
    assert states(bot) == ["cancelled"]


def test_what_cannot_be_had_any_more_is_not_booked_and_they_wait_on(bot: Bot) -> None:
    yes = offered(bot)
    team.remove(bot.parts.database, team.OPERATOR, bot.one("SELECT id FROM staff_members")["id"])
    assert tap(bot, yes).startswith("That time is not free any more.")
    assert states(bot) == ["cancelled"]
    assert bot.one("SELECT booking_id, until FROM waiting_wishes") == {"booking_id": None, "until": None}


def test_hours_that_are_others_by_now_hold_for_what_is_offered_too(bot: Bot) -> None:
    yes, member = offered(bot), bot.one("SELECT id FROM staff_members")["id"]
    with bot.parts.database.reading() as connection:
        how = hours.of(connection, member)
    wider = tuple(EVERY_DAY.week[0] if spans else () for spans in how.week)
    hours.change(bot.parts.database, member, replace(how, week=wider, minutes=45), "Olga")
    assert tap(bot, yes).startswith("✅")  # another length, but ten o'clock is within the hours
    hours.change(bot.parts.database, member, replace(how, week=((),) * 7), "Olga")
    assert states(bot) == ["confirmed"]  # what was promised stays


def test_what_nobody_took_counts_neither_as_cancelled_nor_as_not_paid(bot: Bot) -> None:
    offered(bot)
    answered_too_late(bot)
    with bot.parts.database.reading() as connection:
        counts = appointments.count(connection, lambda at: (at.is_not(None), at.is_not(None)))
    steps = {key[1] for key in counts if key[0] == "bookings"}
    assert steps == {"booked", "cancelled"}  # by the colleague who had it
    assert sum(times for key, times in counts.items() if key[1] == "cancelled") == 1


def test_who_has_an_appointment_meanwhile_has_no_second_one(bot: Bot) -> None:
    """As where two contacts became one: one had waited, the other had booked."""
    yes = offered(bot)
    bot.rows("UPDATE bookings SET contact_id = (SELECT id FROM contacts WHERE phone = :phone)"
             " WHERE id = (SELECT max(id) FROM bookings WHERE created_by = 'Lea')", phone=AMINA)  # fmt: skip
    assert tap(bot, yes).startswith("📅 You have a consultation:")
    assert (states(bot), bot.rows("SELECT * FROM waiting_wishes")) == (["cancelled"], [])


def test_two_who_answer_at_once_are_not_both_promised_it(bot: Bot) -> None:
    fill(bot)
    wait(bot)
    wait(bot, BEN)
    free(bot)
    look(bot)
    answered_too_late(bot)
    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(lambda phone: tap(bot, choices(bot, phone)["Yes, book it"], phone), (AMINA, BEN)))
    assert [words[:1] for words in said] == ["T", "✅"]  # "That time is not free any more."
    assert states(bot) == ["cancelled", "confirmed"]


def test_each_that_is_free_goes_to_another_one_and_nobody_else_is_disturbed(bot: Bot) -> None:
    fill(bot)
    for phone in (AMINA, BEN, CARA):
        wait(bot, phone)
    free(bot)
    bot.rows("DELETE FROM booking_cells WHERE booking_id = :id", id=_next(bot))
    look(bot)
    told = [last(bot, phone)["message"].startswith(OFFERED) for phone in (AMINA, BEN, CARA)]
    assert (told, states(bot)) == ([True, True, False], ["held", "held"])


def _next(bot: Bot) -> int:
    with bot.parts.database.reading() as connection:
        return bot_id(connection) + 1


def test_no_by_who_waits_no_more_promises_nothing(bot: Bot) -> None:
    offered(bot)
    no = choices(bot)["No, wait on"]
    say(bot, "stop waiting")
    assert "not on the waiting list any more" in tap(bot, no)
    assert state_of(bot).count("held") == 0


def test_who_is_erased_leaves_the_time_to_the_next(bot: Bot) -> None:
    offered(bot)
    wait(bot, BEN)
    id = bot.one("SELECT id FROM contacts WHERE phone = :phone", phone=AMINA)["id"]
    headers = {"Authorization": f"Bearer {TOKEN}"}
    assert bot.client.delete(f"/api/contacts/{id}", headers=headers).status_code == 200
    look(bot)
    assert last(bot, BEN)["message"].startswith(OFFERED)
    assert states(bot) == ["held"]


def test_the_offer_is_over_when_its_time_has_come(bot: Bot) -> None:
    """No worker looked for hours."""
    yes = offered(bot)
    bot.rows(
        "UPDATE bookings SET begins_at = :past WHERE state = 'held'", past=datetime.now(UTC) - timedelta(minutes=5)
    )
    assert tap(bot, yes).startswith("That time is not free any more.")


def test_a_city_that_the_list_leaves_out_is_a_clock_too(bot: Bot) -> None:
    somewhere = "12125550123"
    consultant(bot)
    assert "When may we call you?" in say(bot, "hi", "5", "detroit", phone=somewhere)
    assert bot.one("SELECT zone FROM contacts") == {"zone": "America/New_York"}

"""Are appointments made, moved and called off by words too, which elsewhere leave a form or only greet?"""

from datetime import UTC, datetime, timedelta

from bot import Bot
from services.booking_tools import consultant
from services.test_booking_chat import say, tap, times


def test_when_they_want_to_come_may_stand_in_the_same_sentence(bot: Bot) -> None:
    consultant(bot)
    day = datetime.now(UTC) + timedelta(days=3)
    answer = say(bot, f"Hello, I would like to book an appointment with a consultant for {day:%d %B %Y} afternoon")
    assert "When may we call you?" in answer
    assert {id.partition("-")[2][:8] for id in times(bot)} == {f"{day:%Y%m%d}"}


def test_cancel_at_an_appointment_calls_it_off_and_elsewhere_leaves_a_form(bot: Bot) -> None:
    consultant(bot)
    say(bot, "hi", "5")
    assert "When may we call you?" in say(bot, "some other time")
    tap(bot, times(bot)[0])
    assert "When may we call you?" in say(bot, "another day")
    at_five = say(bot, "good morning, is there anything at 5pm?").partition("(UTC+4)")[0]
    assert at_five.endswith("PM ")
    assert say(bot, "cancel").startswith("Shall we cancel your consultation?")
    say(bot, "No, keep it")
    say(bot, "change it")
    tap(bot, times(bot)[1])
    assert say(bot, "Cancel").startswith("Shall we cancel your consultation?")
    assert say(bot, "yes").startswith("Your consultation is cancelled")
    assert say(bot, "cancel").startswith("All right, we leave it there.")

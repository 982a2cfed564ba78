"""Does somebody book, move and cancel in the chat what is really free, and do the consultant and the lead know?"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from bot import Bot
from services.booking_tools import ALL_DAY, EVERY_DAY, consultant, overlaps, tomorrow, wanted
from services.meta_json import post, said, system

from relaystack.services.bookings import bookings, hours
from relaystack.services.bookings.hours import Consulting
from relaystack.services.office import schedule
from relaystack.services.office.schedule import Schedule
from relaystack.services.staff import team

AMINA, BEN = "971501234567", "971501234568"  # their clock is four hours before UTC
MENU_LINK = "📅 Book your consultation here:"


def say(bot: Bot, *words: str, phone: str = AMINA) -> str:
    """They write these; what is answered to the last."""
    for one in words:
        assert post(bot, [said(one, phone)]) == 200
    return str(last(bot, phone)["message"])


def last(bot: Bot, phone: str = AMINA) -> dict[str, Any]:
    """The newest message of ours to somebody."""
    return bot.rows(
        "SELECT message, content FROM whatsapp_messages WHERE phone = :phone AND direction = 'outgoing'"
        " ORDER BY id DESC LIMIT 1", phone=phone
    )[0]  # fmt: skip


def choices(bot: Bot, phone: str = AMINA) -> dict[str, str]:
    """What can be tapped on it: title -> id."""
    content = last(bot, phone)["content"]
    told = json.loads(content) if isinstance(content, str) else content
    return {choice["title"]: choice["id"] for choice in told.get("choices", ())}


def tap(bot: Bot, id: str, phone: str = AMINA) -> str:
    """They tap it; what is answered."""
    reply = {"type": "list_reply", "list_reply": {"id": id, "title": "x"}}
    message = {"from": phone, "id": f"wamid.{uuid4().hex}", "timestamp": str(int(datetime.now(UTC).timestamp())),
               "type": "interactive", "interactive": reply}  # fmt: skip
    assert post(bot, [message]) == 200
    return str(last(bot, phone)["message"])


def messages(bot: Bot, phone: str = AMINA) -> int:
    sent = "SELECT count(*) AS n FROM whatsapp_messages WHERE phone = :phone AND direction = 'outgoing'"
    return int(bot.one(sent, phone=phone)["n"])


def state_of(bot: Bot) -> list[str]:
    return [row["state"] for row in bot.rows("SELECT state FROM bookings ORDER BY id")]


def mails(bot: Bot) -> list[str]:
    rows = bot.rows("SELECT payload FROM outbox WHERE carrier = 'mail' ORDER BY id")
    payloads = [json.loads(row["payload"]) if isinstance(row["payload"], str) else row["payload"] for row in rows]
    return [payload["subject"] for payload in payloads if "only" in payload]


def times(bot: Bot, phone: str = AMINA) -> list[str]:
    """The ids of the times that are offered."""
    return [id for id in choices(bot, phone).values() if id.partition("booking.times.")[2][:1].isdigit()]


def test_without_hours_the_link_is_sent_as_ever(bot: Bot) -> None:
    consultant(bot, consulting=Consulting())
    assert say(bot, "hi", "5").startswith(MENU_LINK)


def test_from_the_menu_to_an_appointment_it_takes_two_messages(bot: Bot) -> None:
    member = consultant(bot)
    say(bot, "hi")
    assert "When may we call you?" in say(bot, "5")
    assert "(UTC+4)" in last(bot)["message"]
    assert "(UTC)" in last(bot)["message"]  # the consultant's clock differs
    before = messages(bot)
    booked = tap(bot, times(bot)[0])
    assert booked.startswith("✅ Your consultation is booked:")
    assert "With Lea." in booked
    assert "at our office" in booked
    assert messages(bot) == before + 1
    row = bot.one("SELECT member_id, state, zone FROM bookings")
    assert row == {"member_id": member.id, "state": "confirmed", "zone": "Asia/Dubai"}
    assert bot.one("SELECT interest FROM whatsapp_leads")["interest"] == "Book Consultation"
    [subject] = mails(bot)
    assert subject.startswith("Appointment booked: ")


def test_a_number_means_what_stood_beside_it(bot: Bot) -> None:
    member = consultant(bot).id
    say(bot, "hi", "5")
    one, second = times(bot)[:2]
    first = datetime.strptime(one.rpartition("-")[2] + "+0000", "%Y%m%dT%H%M%z")
    with bot.parts.database.transaction() as connection:  # the first goes to somebody else meanwhile
        [who] = connection.exec_driver_sql("SELECT id FROM contacts").scalars()
        assert bookings.book(connection, wanted(who, member, first), "Lea", datetime.now(UTC) - timedelta(days=99))
        connection.exec_driver_sql("UPDATE bookings SET state = 'done'")
    assert say(bot, "2").startswith("✅")
    assert bot.rows("SELECT begins_at FROM bookings WHERE state = 'confirmed'")
    assert f"{second.rpartition('-')[2][9:11]}:" in str(
        bot.one("SELECT begins_at FROM bookings WHERE state = 'confirmed'")["begins_at"]
    )


def test_what_was_taken_meanwhile_says_so_and_offers_the_next(bot: Bot) -> None:
    consultant(bot)
    say(bot, "hi", "5")
    say(bot, "hi", "5", phone=BEN)
    wished = times(bot)[0]
    assert wished == times(bot, BEN)[0]
    assert tap(bot, wished).startswith("✅")
    assert tap(bot, wished, BEN).startswith("📅 That time has just been taken.")
    assert wished not in times(bot, BEN)
    assert tap(bot, times(bot, BEN)[0], BEN).startswith("✅")
    assert overlaps(bot) == []
    assert state_of(bot) == ["confirmed", "confirmed"]


def test_the_same_tap_twice_books_once(bot: Bot) -> None:
    consultant(bot)
    say(bot, "hi", "5")
    id = times(bot)[0]
    tap(bot, id)
    assert tap(bot, id).startswith("📅 You have a consultation:")
    assert state_of(bot) == ["confirmed"]


def test_whose_clock_nobody_knows_reads_that_the_times_are_by_ours(bot: Bot) -> None:
    somewhere = "12125550123"  # the United States have several
    consultant(bot, consulting=Consulting("Asia/Dubai", EVERY_DAY.week))
    say(bot, "hi", "5")
    assert "by our clock" not in last(bot)["message"]
    assert "Which city has the same time as you?" in say(bot, "hi", "5", phone=somewhere)
    shown = tap(bot, choices(bot, somewhere)["Somewhere else"], somewhere)
    assert ("(UTC+4)" in shown, "These times are by our clock" in shown) == (True, True)
    assert "by our clock, which may not be yours" in tap(bot, times(bot, somewhere)[0], somewhere)
    assert bot.one("SELECT zone FROM bookings")["zone"] == ""


def test_who_has_said_by_which_clock_they_live_is_never_asked_again(bot: Bot) -> None:
    somewhere = "12125550123"
    consultant(bot)
    shown = say(bot, "hi", "5", "chicago", phone=somewhere)
    assert ("(UTC-5)" in shown or "(UTC-6)" in shown, "by our clock" in shown) == (True, False)
    booked = tap(bot, times(bot, somewhere)[0], somewhere)  # the third message since the menu
    assert booked.startswith("✅")
    assert bot.one("SELECT zone FROM bookings") == bot.one("SELECT zone FROM contacts") == {"zone": "America/Chicago"}
    tap(bot, choices(bot, somewhere)["Call it off"], somewhere)
    tap(bot, choices(bot, somewhere)["Yes, call it off"], somewhere)
    bot.rows("DELETE FROM whatsapp_sessions")
    assert "When may we call you?" in say(bot, "hi", "5", phone=somewhere)


def test_a_clock_that_is_not_of_their_country_is_not_kept(bot: Bot) -> None:
    consultant(bot)
    say(bot, "hi", "5", phone="12125550123")
    tap(bot, "booking.zone.Asia/Tokyo", "12125550123")
    assert bot.one("SELECT zone FROM contacts") == {"zone": None}


@pytest.mark.parametrize(
    ("words", "first", "last_one"), [("tomorrow afternoon", "12:00", "18:00"), ("tomorrow 5pm", "14:30", "19:30")]
)
def test_typed_times_are_understood_by_the_persons_clock(bot: Bot, words: str, first: str, last_one: str) -> None:
    consultant(bot)
    say(bot, "hi", "5", words)
    local = [datetime.strptime(id.rpartition("-")[2], "%Y%m%dT%H%M") + timedelta(hours=4) for id in times(bot)]  # noqa: DTZ007
    assert local
    today = datetime.now(UTC) + timedelta(hours=4)  # theirs: in the evening of ours it is another day
    assert {at.date() for at in local} == {today.date() + timedelta(days=1)}
    assert all(first <= f"{at:%H:%M}" <= last_one for at in local)


def test_other_days_are_later_ones(bot: Bot) -> None:
    consultant(bot)
    say(bot, "hi", "5")
    before = times(bot)
    tap(bot, choices(bot)["Other days"])
    assert min(id.rpartition("-")[2] for id in times(bot)) > max(id.rpartition("-")[2] for id in before)


def test_it_is_moved_and_called_off_by_the_buttons_of_the_confirmation(bot: Bot) -> None:
    consultant(bot)
    say(bot, "hi", "5")
    tap(bot, times(bot)[0])
    old = choices(bot)
    tap(bot, old["Change the time"])
    assert tap(bot, times(bot)[-1]).startswith("✅ Your consultation has another time:")
    tap(bot, old["Call it off"])  # the button of the confirmation before: an older version
    assert tap(bot, choices(bot)["Yes, call it off"]).startswith("📅 You have a consultation:")
    assert state_of(bot) == ["moved"]
    tap(bot, choices(bot)["Call it off"])
    assert tap(bot, choices(bot)["Yes, call it off"]).startswith("Your consultation is cancelled")
    assert state_of(bot) == ["cancelled"]
    assert bot.rows("SELECT 1 FROM booking_cells") == []
    assert [subject.partition(":")[0] for subject in mails(bot)] == [
        "Appointment booked", "Appointment moved", "Appointment cancelled",
    ]  # fmt: skip


def test_nobody_reaches_the_appointment_of_another(bot: Bot) -> None:
    consultant(bot)
    say(bot, "hi", "5")
    tap(bot, times(bot)[0])
    say(bot, "hi", phone=BEN)
    answer = tap(bot, "booking.sure.yes?booking=1&version=1", BEN)
    assert answer.startswith("That consultation is over or cancelled")
    assert state_of(bot) == ["confirmed"]


@pytest.mark.parametrize("id", [
    "nonsense", "1-", "99-20300101T0900", "1-20200101T0900", "1-99999999T9999", "1-99991231T2345", "1-00010101T0000",
    "1-20991201T0900",
])  # fmt: skip
def test_a_time_that_is_none_is_answered_with_those_that_are(bot: Bot, id: str) -> None:
    consultant(bot)
    say(bot, "hi")
    assert "That time has just been taken" in tap(bot, f"booking.times.{id}")
    assert times(bot)
    assert state_of(bot) == []


@pytest.mark.parametrize("carried", ["booking=x&version=1", "booking=1&version=x", "booking=99999999999999&version=1"])
@pytest.mark.parametrize("option", ["times.1-{}?", "appointment.move?", "sure.yes?"])
def test_a_button_that_nobody_sent_changes_nothing(bot: Bot, option: str, carried: str) -> None:
    consultant(bot)
    say(bot, "hi", "5")
    tap(bot, times(bot)[0])
    before = messages(bot)
    tap(bot, f"booking.{option.format(f'{tomorrow(10):%Y%m%dT%H%M}')}{carried}")
    assert messages(bot) == before + 1
    assert bot.rows("SELECT state, version FROM bookings") == [{"state": "confirmed", "version": 1}]


def test_where_no_time_is_free_a_person_takes_it(bot: Bot) -> None:
    never = Consulting("UTC", (ALL_DAY,) * 7, minutes=240, notice_minutes=60, buffer_minutes=0)
    member = consultant(bot, consulting=never)
    holidays(bot)
    assert say(bot, "hi", "5").startswith("There is no free time at the moment.")
    assert tap(bot, choices(bot)["Ask a consultant"]).startswith("A consultant will write to you here")
    assert bot.one("SELECT human_reason FROM contacts")["human_reason"] == "no_time"
    assert member.id


def holidays(bot: Bot) -> None:
    """The office is closed for longer than anybody looks ahead."""
    today = datetime.now(UTC).date()
    days = {today + timedelta(days=n): "away" for n in range(-1, 70)}
    schedule.change(bot.parts.database, Schedule(holidays=days), "Olga")


def test_who_speaks_the_language_is_offered_and_anybody_where_nobody_does(bot: Bot) -> None:
    consultant(bot, "Lea", Consulting("UTC", EVERY_DAY.week, languages=("fr",)))
    max_ = consultant(bot, "Max", Consulting("UTC", EVERY_DAY.week, languages=("en",)))
    say(bot, "hi", "5")
    assert {id.partition("times.")[2].partition("-")[0] for id in times(bot)} == {str(max_.id)}
    say(bot, "русский", "5", "2", phone="79161234567")
    assert len({id.partition("times.")[2].partition("-")[0] for id in times(bot, "79161234567")}) >= 1


def test_hours_are_changed_once_and_audited(bot: Bot) -> None:
    member = consultant(bot)
    later = Consulting("Asia/Dubai", (((time(9), time(12)),),) * 7)
    assert hours.change(bot.parts.database, member.id, later, "Olga")
    assert not hours.change(bot.parts.database, member.id, later, "Olga")
    assert hours.change(bot.parts.database, 999, later, "Olga") is None
    actions = bot.rows("SELECT by FROM audit WHERE action = 'bookings.hours'")
    assert len(actions) == 2


def test_who_asks_for_an_appointment_in_their_own_words_is_offered_times(make_bot: Callable[..., Bot]) -> None:
    bot = make_bot(gather_seconds=2)  # the pieces of a sentence are gathered, as in production
    consultant(bot)
    assert "When may we call you?" in say(bot, "book an appointment")
    assert "When may we call you?" in say(bot, "tomorrow afternoon")
    assert tap(bot, times(bot)[0]).startswith("✅")
    assert say(bot, "book an appointment").startswith("📅 You have a consultation:")


def test_an_appointment_goes_with_the_person_to_the_new_number(bot: Bot) -> None:
    """They wrote from it before we heard of the change: two contacts, but Meta says that it is one person."""
    new = "971501239999"
    consultant(bot)
    say(bot, "hi", "5")
    tap(bot, times(bot)[0])
    old = choices(bot)
    say(bot, "hi", phone=new)
    post(bot, [system("user_changed_number", from_=AMINA, wa_id=new)])
    assert say(bot, "5", phone=new).startswith("📅 You have a consultation:")
    tap(bot, old["Call it off"], phone=new)
    assert tap(bot, choices(bot, new)["Yes, call it off"], phone=new).startswith("Your consultation is cancelled")


def test_both_consultants_hear_of_an_appointment_that_goes_from_one_to_the_other(bot: Bot) -> None:
    lea = consultant(bot).id
    say(bot, "hi", "5")
    tap(bot, times(bot)[0])
    hours.change(bot.parts.database, lea, Consulting(), "Olga")
    max_ = consultant(bot, "Max").id
    tap(bot, choices(bot)["Change the time"])
    assert tap(bot, times(bot)[0]).startswith("✅ Your consultation has another time:")
    assert told_of(bot) == [
        (lea, "There is a new appointment with you:"), (lea, "An appointment with you is with a colleague now:"),
        (max_, "There is a new appointment with you:"),
    ]  # fmt: skip


def test_what_becomes_of_an_appointment_with_who_has_left_is_read_by_those_who_are_there(bot: Bot) -> None:
    lea = consultant(bot).id
    say(bot, "hi", "5")
    tap(bot, times(bot)[0])
    assert "With Lea." in last(bot)["message"]
    team.remove(bot.parts.database, team.OPERATOR, lea)
    tap(bot, choices(bot)["Call it off"])
    assert tap(bot, choices(bot)["Yes, call it off"]).startswith("Your consultation is cancelled")
    [_, (only, words)] = told_of(bot)
    assert only is None
    assert words == "An appointment with a colleague who has left the team was cancelled:"


def test_the_consultant_reads_the_time_by_their_own_clock(bot: Bot) -> None:
    consultant(bot, consulting=Consulting("Asia/Kolkata", EVERY_DAY.week))
    say(bot, "hi", "5")
    begins = tap(bot, times(bot)[0]) and bot.one("SELECT begins_at FROM bookings")["begins_at"]
    theirs = datetime.fromisoformat(str(begins)).replace(tzinfo=UTC) + timedelta(hours=5, minutes=30)
    [text] = [one["text"] for one in told(bot)]
    assert f"{theirs:%d %B %Y %H:%M} (Asia/Kolkata)" in text


def told_of(bot: Bot) -> list[tuple[int | None, str]]:
    """Who alone is told of appointments, and how that begins."""
    return [(one.get("only"), one["text"].splitlines()[0]) for one in told(bot)]


def told(bot: Bot) -> list[dict[str, Any]]:
    """The e-mails about appointments."""
    rows = bot.rows("SELECT payload FROM outbox WHERE carrier = 'mail' ORDER BY id")
    payloads = [json.loads(row["payload"]) if isinstance(row["payload"], str) else row["payload"] for row in rows]
    return [one for one in payloads if one["subject"].startswith("Appointment")]

"""Are people reminded of their appointments once, by the version that stands, and do the buttons do what they say?"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from bot import Bot
from services.booking_tools import consultant, tomorrow, wanted

from metatwin import Customer, Twin
from relaystack.models import BookingState
from relaystack.services.bookings import bookings
from relaystack.services.inbox import appointment_reminders
from relaystack.services.inbox.authors import Operator
from relaystack.services.inbox.booking_desk import BookingDesk
from relaystack.settings import Settings

HOUR = timedelta(hours=1)


@pytest.fixture
def booked(ready: Bot) -> Bot:
    """Laila has an appointment, made two days ago, that begins in 23 hours."""
    lea = consultant(ready)
    at = (datetime.now(UTC) + 23 * HOUR).replace(minute=0, second=0, microsecond=0)
    with ready.parts.database.transaction() as connection:
        assert bookings.book(connection, wanted(1, lea.id, at), "Lea", at - 48 * HOUR)
    return ready


def look(bot: Bot, times: int = 2) -> None:
    for _ in range(times):
        appointment_reminders.send(bot.parts.database, bot.parts.conversation_settings)
    bot.deliver(minute=True)


def templates(twin: Twin) -> list[dict[str, Any]]:
    return [sent.body["template"] for sent in twin.sent if sent.type == "template"]


def payloads(template: dict[str, Any]) -> list[str]:
    buttons = [part for part in template["components"] if part["type"] == "button"]
    return [button["parameters"][0]["payload"] for button in buttons]


def taps(bot: Bot, twin: Twin, laila: Customer, payload: str) -> str:
    twin.sends(laila, {"type": "button", "button": {"payload": payload, "text": "x"},
                       "context": {"from": "15550783881", "id": twin.sent[-1].wamid}})  # fmt: skip
    twin.wait_for(lambda: twin.unacknowledged == 0)
    bot.deliver(minute=True)
    return str(twin.sent[-1].words)


def test_a_day_before_a_template_asks_once_and_its_buttons_know_which(booked: Bot, twin: Twin, laila: Customer) -> None:
    look(booked)
    [template] = templates(twin)
    assert booked.one("SELECT reminded FROM bookings") == {"reminded": 1}  # no minute looks at it again
    assert template["name"] == "appointment_reminder"
    coming, move, off = payloads(template)
    assert coming == "booking.soon.coming?booking=1&version=1"
    assert "We look forward to speaking with you" in taps(booked, twin, laila, coming)
    assert "When may we call you?" in taps(booked, twin, laila, move)
    assert "Shall we cancel your consultation?" in taps(booked, twin, laila, off)
    with booked.parts.database.transaction() as connection:
        booking = bookings.get(connection, 1, for_update=True)
        assert booking
        bookings.end(connection, booking, BookingState.CANCELLED, "Lea", datetime.now(UTC))
    assert "is over or cancelled" in taps(booked, twin, laila, coming)


def test_another_time_is_another_reminder_and_none_is_left_of_the_first(booked: Bot, twin: Twin) -> None:
    with booked.parts.database.transaction() as connection:
        booking = bookings.get(connection, 1, for_update=True)
        assert booking
        later = wanted(1, booking.member_id, booking.begins_at + 48 * HOUR)
        bookings.move(connection, booking, later, "Lea", datetime.now(UTC) - 48 * HOUR)
    look(booked)
    assert templates(twin) == []
    booked.rows("UPDATE bookings SET begins_at = :at", at=datetime.now(UTC) + 23 * HOUR)
    look(booked)
    assert [payloads(one)[0] for one in templates(twin)] == ["booking.soon.coming?booking=1&version=2"]


def test_a_reminder_that_still_waits_is_taken_back_when_the_appointment_moves_or_is_called_off(booked: Bot) -> None:
    def waiting() -> list[str]:
        appointment_reminders.send(booked.parts.database, booked.parts.conversation_settings)
        return [row["key"] for row in booked.rows("SELECT key FROM outbox WHERE key LIKE '%reminder/%'")]

    desk = BookingDesk(booked.parts.database, booked.parts.conversation_settings, Operator(), tell=False)
    assert waiting() == ["template/reminder/1/1"]
    assert desk.move(1, 1, tomorrow(12) + 48 * HOUR)
    assert waiting() == []
    then = {"at": datetime.now(UTC) + HOUR / 2, "then": datetime.now(UTC) - 9 * HOUR}
    booked.rows("UPDATE bookings SET begins_at = :at, reminded = 2, updated_at = :then", **then)
    assert waiting() == ["reminder/1/2/hour"]
    assert desk.end(1, BookingState.CANCELLED)
    assert waiting() == []
    told = "SELECT DISTINCT error_title FROM whatsapp_messages WHERE key LIKE '%reminder/%' AND status = 'failed'"
    assert booked.rows(told) == [{"error_title": "not sent: the appointment was moved or called off"}]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE contacts SET opted_out_at = :now",
        "UPDATE bookings SET state = 'cancelled'",
        "UPDATE bookings SET state = 'awaiting_payment'",
        "UPDATE bookings SET updated_at = :now",
        "UPDATE whatsapp_templates SET status = 'PAUSED'",
    ],
    ids=["said stop", "called off", "not paid", "booked just now", "not approved"],
)
def test_nobody_is_reminded_in_vain(booked: Bot, twin: Twin, change: str, loud: None) -> None:
    booked.rows(change, **({"now": datetime.now(UTC).replace(tzinfo=None)} if ":now" in change else {}))
    look(booked)
    assert templates(twin) == []


def test_an_hour_before_only_who_has_written_is_told_in_the_chat(booked: Bot, twin: Twin, laila: Customer) -> None:
    booked.rows("UPDATE bookings SET begins_at = :at, reminded = 1", at=datetime.now(UTC) + HOUR / 2)
    booked.rows("UPDATE contacts SET human_until = :at, human_since = :now", at=datetime.now(UTC) + HOUR,
                now=datetime.now(UTC))  # fmt: skip
    look(booked)
    assert "begins soon" not in str(twin.sent[-1].words)  # a consultant is talking to her
    booked.rows("UPDATE contacts SET human_until = NULL, human_since = NULL")
    booked.rows("UPDATE bookings SET nudged = 0")
    before = len(twin.sent)
    look(booked)
    assert len(twin.sent) == before + 1
    assert "begins soon" in str(twin.sent[-1].words)
    booked.rows("UPDATE bookings SET nudged = 0")
    booked.rows("UPDATE contacts SET last_inbound_at = :then", then=datetime.now(UTC) - 25 * HOUR)
    look(booked)
    assert len(twin.sent) == before + 1


def test_content_that_says_nothing_of_it_reminds_nobody(make_bot: Callable[..., Bot], tmp_path: Path) -> None:
    copytree(Settings.content_dir, tmp_path / "nexora")
    (tmp_path / "nexora/appointments.yaml").unlink()
    bot = make_bot(content_dir=tmp_path / "nexora")
    assert not bot.parts.book.appointments.templates
    bot.rows("DROP TABLE booking_cells")
    bot.rows("DROP TABLE payments")
    bot.rows("DROP TABLE waiting_wishes")
    bot.rows("DROP TABLE bookings")
    appointment_reminders.send(bot.parts.database, bot.parts.conversation_settings)  # it does not even look

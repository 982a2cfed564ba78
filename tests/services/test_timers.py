"""Does a reminder come when it is due, once, and only to somebody who has been silent since?"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from bot import Bot
from services.handover_tools import carry_out, hand_over, staff_write
from services.service_tools import HOUR, MENU, age, heard, words_to

from metatwin import Customer, Twin
from relaystack.engine.effects import OptOut, WakeUp
from relaystack.engine.events import FellSilent
from relaystack.models import Contact, OutboxItem
from relaystack.services.delivery import settlement
from relaystack.services.outbox import outbox

WAKE = WakeUp(30, "consultant.name")
HALF_AN_HOUR = timedelta(minutes=30)


def timers(bot: Bot) -> list[dict[str, object]]:
    return bot.rows("SELECT contact_id, payload FROM outbox WHERE carrier = 'timer'")


def is_moved(bot: Bot) -> bool:
    """Whether the conversation has heard of something since `still`."""
    return bool(bot.one("SELECT updated_at > '2021-01-01' AS moved FROM whatsapp_sessions")["moved"])


@pytest.fixture
def waiting(listening: Bot, twin: Twin, amina: Customer) -> Bot:
    """A bot that waits for Amina's next words."""
    heard(twin, (amina, "hi"))
    listening.deliver(minute=True)
    carry_out(listening, amina, WAKE)
    listening.rows("UPDATE whatsapp_sessions SET updated_at = '2020-01-01'")
    return listening


def test_a_reminder_reaches_the_conversation_when_it_is_due(waiting: Bot) -> None:
    age(waiting, HALF_AN_HOUR - timedelta(minutes=1))
    waiting.deliver(minute=True)
    assert not is_moved(waiting)
    age(waiting, timedelta(minutes=1))
    waiting.deliver(minute=True)
    assert is_moved(waiting)
    assert timers(waiting) == []


def test_its_carrier_says_what_it_is_about(waiting: Bot) -> None:
    now = datetime.now(UTC) + HALF_AN_HOUR
    with waiting.parts.database.transaction() as connection:
        [item] = outbox.claim(connection, "timer", "w", 10, now, HOUR)
    assert FellSilent(item.payload["place"], item.payload["minutes"]) == FellSilent("consultant.name", 30)


def test_whoever_writes_is_not_reminded(waiting: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "5"))
    assert timers(waiting) == []


def test_there_is_one_reminder_at_the_most(waiting: Bot, amina: Customer) -> None:
    carry_out(waiting, amina, WAKE, WakeUp(60, "jobs.country"))
    [timer] = timers(waiting)
    assert "jobs.country" in str(timer["payload"])


def test_a_message_that_comes_while_a_reminder_is_on_its_way_makes_it_void(
    waiting: Bot, twin: Twin, amina: Customer
) -> None:
    with waiting.parts.database.transaction() as connection:
        items = outbox.claim(connection, "timer", "w", 10, datetime.now(UTC) + HALF_AN_HOUR, HOUR)
    heard(twin, (amina, "5"))
    waiting.rows("UPDATE whatsapp_sessions SET updated_at = '2020-01-01'")
    done = [(item, settlement.Done(event=FellSilent("consultant.name", 30))) for item in items]
    settlement.settle(waiting.parts.database, done, waiting.parts.conversation_settings)
    assert not is_moved(waiting)


@pytest.mark.parametrize(
    "leave",
    [lambda bot, amina: carry_out(bot, amina, OptOut()), hand_over, staff_write],
    ids=["said stop", "handed over", "staff wrote"],
)
def test_who_should_hear_nothing_is_not_reminded(
    waiting: Bot, amina: Customer, leave: Callable[[Bot, Customer], object]
) -> None:
    leave(waiting, amina)
    assert timers(waiting) == []


def test_nobody_is_reminded_when_the_window_has_closed(waiting: Bot, twin: Twin, amina: Customer) -> None:
    age(waiting, HALF_AN_HOUR)
    age(waiting, timedelta(hours=24), Contact.last_inbound_at)
    waiting.deliver(minute=True)
    assert not is_moved(waiting)
    assert timers(waiting) == []
    assert words_to(twin, amina) == [MENU]
    assert waiting.rows("SELECT 1 FROM given_up") == []


def test_a_long_reminder_is_not_taken_for_the_fault_of_a_clock(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"))
    carry_out(listening, amina, WakeUp(5 * 60, "consultant.name"))
    listening.rows("UPDATE whatsapp_sessions SET updated_at = '2020-01-01'")
    listening.deliver(minute=True)
    assert len(timers(listening)) == 1
    assert not is_moved(listening)


def test_a_reminder_that_a_wrong_clock_put_far_off_is_forgotten(waiting: Bot) -> None:
    age(waiting, -timedelta(days=30), OutboxItem.due_at)
    waiting.deliver(minute=True)
    assert timers(waiting) == []
    assert not is_moved(waiting)

"""What is tried again, when, and what never is?"""

from datetime import UTC, datetime, timedelta

import pytest
from bot import Bot
from services.service_tools import BOOKING, HOUR, MENU, age, asked_for, heard, words_to
from sqlalchemy import select

from metatwin import Customer, Twin
from relaystack.models import OutboxItem


def _waits(bot: Bot, low: float, high: float) -> bool:
    """Deliver; whether the first item then waits for so many seconds, however long the delivery took."""
    before = datetime.now(UTC)
    bot.deliver()
    after = datetime.now(UTC)
    with bot.parts.database.transaction() as connection:
        due = connection.execute(select(OutboxItem.due_at).order_by(OutboxItem.id)).scalars().first()
    assert due is not None
    return before + timedelta(seconds=low) < due < after + timedelta(seconds=high)


@pytest.mark.parametrize(
    ("fault", "low", "high"),
    [
        (1, 0.5, 1.3),
        (2, 0.5, 1.3),
        (131000, 0.5, 1.3),
        (131016, 0.5, 1.3),
        (131057, 59, 76),
        (131056, 0.5, 1.3),
        (130429, 1.5, 2.6),
        (80007, 1.5, 2.6),
        ("retry-after:7", 6.5, 9),
    ],
)
def test_it_is_tried_again_after_a_pause(
    listening: Bot, twin: Twin, amina: Customer, fault: str | int, low: float, high: float
) -> None:
    heard(twin, (amina, "hi"))
    twin.faults.answers = [fault]
    assert _waits(listening, low, high)
    assert listening.one("SELECT status FROM whatsapp_messages WHERE key IS NOT NULL") == {"status": "queued"}
    listening.deliver()
    assert len(twin.requests) == 1  # not before it is due
    age(listening, timedelta(seconds=high))
    listening.deliver()
    assert words_to(twin, amina) == [MENU]
    assert listening.rows("SELECT 1 FROM outbox") == []


def test_a_refused_connection_is_tried_again_and_is_not_in_doubt(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"))
    twin.faults.down = True
    assert _waits(listening, 0.5, 2)
    assert listening.one("SELECT status FROM whatsapp_messages WHERE key IS NOT NULL") == {"status": "queued"}
    twin.faults.down = False
    age(listening, timedelta(seconds=2))
    listening.deliver()
    assert words_to(twin, amina) == [MENU]


def test_the_pauses_grow(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"))
    for n in range(4):
        twin.faults.answers = [131056]
        assert _waits(listening, 4**n * 0.9, 4**n * 1.3)
        age(listening, HOUR)


def test_too_many_to_one_person_holds_that_person_and_nobody_else(
    listening: Bot, twin: Twin, amina: Customer, ben: Customer
) -> None:
    heard(twin, (amina, "hi"), (amina, "5"))
    twin.faults.answers = [131056]
    listening.deliver()
    heard(twin, (ben, "hi"), (amina, "6"))
    listening.deliver()
    assert words_to(twin, ben) == [MENU]
    assert asked_for(twin, amina) == 1
    age(listening, timedelta(seconds=2))
    listening.deliver()
    assert words_to(twin, amina)[:2] == [MENU, BOOKING]


def test_too_many_from_the_number_holds_everybody(listening: Bot, twin: Twin, amina: Customer, ben: Customer) -> None:
    heard(twin, (amina, "hi"))
    twin.faults.answers = ["retry-after:20"]
    listening.deliver()
    heard(twin, (ben, "hi"))
    listening.deliver()
    assert asked_for(twin, ben) == 0
    age(listening, timedelta(seconds=26))
    listening.deliver()
    assert words_to(twin, amina) == words_to(twin, ben) == [MENU]


@pytest.mark.parametrize("code", [1, 131000, 131053])
def test_a_fault_at_meta_that_lasts_an_hour_loses_nothing(
    listening: Bot, twin: Twin, amina: Customer, code: int
) -> None:
    heard(twin, (amina, "hi"), (amina, "5"))
    twin.faults.answers = [code] * 1000
    for _ in range(60):
        listening.deliver()
        age(listening, timedelta(minutes=1))
    assert 10 < len(twin.requests) < 20
    twin.faults.answers = []
    age(listening, timedelta(minutes=13))
    listening.deliver()
    assert words_to(twin, amina) == [MENU, BOOKING]


def test_what_goes_wrong_for_hours_is_given_up_then(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"))
    twin.faults.answers = [131000] * 100
    for _ in range(25):
        listening.deliver()
        age(listening, timedelta(minutes=13))
    assert len(twin.requests) == 20
    assert listening.one("SELECT code, attempts FROM given_up") == {"code": 131000, "attempts": 20}


@pytest.mark.parametrize("code", [131026, 131047, 131050, 131021, 100, 131009, 499_999])
def test_what_meta_will_never_accept_is_given_up_at_once(
    listening: Bot, twin: Twin, amina: Customer, code: int
) -> None:
    heard(twin, (amina, "hi"), (amina, "5"))
    twin.faults.answers = [code]
    listening.deliver()
    first, second = listening.rows(
        "SELECT status, error_code, error_title FROM whatsapp_messages WHERE key IS NOT NULL ORDER BY id"
    )
    assert (first["status"], first["error_code"]) == ("failed", code)
    assert f"#{code}" in first["error_title"]
    given_up = listening.one("SELECT code, carrier, reason, payload, attempts FROM given_up")
    assert (given_up["code"], given_up["carrier"], given_up["attempts"]) == (code, "whatsapp", 1)
    assert "Welcome" in str(given_up["payload"])
    assert words_to(twin, amina) == [BOOKING]  # the next message does not wait for it
    assert second["status"] in ("sent", "delivered")
    assert listening.rows("SELECT 1 FROM outbox") == []

"""What becomes of a message when nobody knows whether it went out?"""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from bot import Bot
from processes import BIN, environment_of, free_port, running
from services.handover_tools import carry_out
from services.service_tools import BOOKING, BROCHURE, HOUR, MENU, age, asked_for, heard, wait_for, words_to

from metatwin import Customer, Twin
from relaystack.engine.effects import Effect, HandOver, OptOut
from relaystack.models import OutboxItem
from relaystack.services.delivery import settlement
from relaystack.services.outbox import outbox
from relaystack.services.outbox.retry import Again

STATUS = "SELECT status FROM whatsapp_messages WHERE key IS NOT NULL ORDER BY id"


def test_a_lost_answer_is_settled_by_the_status_without_a_second_send(
    listening: Bot, twin: Twin, amina: Customer
) -> None:
    heard(twin, (amina, "hi"))
    twin.faults.answers = ["drop"]
    listening.deliver()
    twin.wait_for(lambda: twin.unacknowledged == 0)
    age(listening, HOUR)
    listening.deliver()
    assert len(twin.requests) == 1
    message = listening.one("SELECT status, message_id FROM whatsapp_messages WHERE key IS NOT NULL")
    assert message == {"status": "delivered", "message_id": twin.sent[0].wamid}
    assert listening.rows("SELECT 1 FROM outbox") == []


@pytest.mark.parametrize("effect", [OptOut(), HandOver("asked")], ids=["stop", "human"])
def test_what_may_have_left_is_not_said_to_have_been_taken_back(
    listening: Bot, twin: Twin, amina: Customer, effect: Effect
) -> None:
    heard(twin, (amina, "hi"), (amina, "5"))
    twin.faults.hold = True  # the status is late
    twin.faults.answers = ["drop"]
    listening.deliver()
    carry_out(listening, amina, effect)
    assert [row["status"] for row in listening.rows(STATUS)] == ["in_doubt", "failed"]
    twin.faults.hold = False
    twin.wait_for(lambda: twin.unacknowledged == 0)
    age(listening, HOUR)
    listening.deliver()
    assert [row["status"] for row in listening.rows(STATUS)] == ["delivered", "failed"]
    assert asked_for(twin, amina) == 1


def test_what_may_have_left_and_did_not_stays_unsent_after_a_stop(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"))
    twin.faults.answers = ["502-html"]
    listening.deliver()
    heard(twin, (amina, "stop"))
    age(listening, HOUR)
    listening.deliver()
    twin.wait_for(lambda: twin.unacknowledged == 0)
    assert [row["status"] for row in listening.rows(STATUS)] == ["failed", "delivered"]
    assert MENU not in words_to(twin, amina)


def test_a_message_behind_a_doubtful_one_goes_out_as_soon_as_that_is_settled(
    listening: Bot, twin: Twin, amina: Customer
) -> None:
    heard(twin, (amina, "hi"), (amina, "5"))
    twin.faults.hold = True  # the status is late
    twin.faults.answers = ["drop"]
    listening.deliver()
    assert [row["status"] for row in listening.rows(STATUS)] == ["in_doubt", "queued"]
    assert words_to(twin, amina) == [MENU]
    listening.deliver()
    assert asked_for(twin, amina) == 1
    twin.faults.hold = False
    twin.wait_for(lambda: twin.unacknowledged == 0)
    listening.deliver()
    assert words_to(twin, amina) == [MENU, BOOKING]


def test_a_status_that_is_faster_than_the_time_out_leaves_nobody_waiting(
    listening: Bot, twin: Twin, amina: Customer
) -> None:
    heard(twin, (amina, "hi"), (amina, "5"))
    with listening.parts.database.transaction() as connection:
        items = outbox.claim(connection, "whatsapp", "w", 10, datetime.now(UTC), HOUR)
    assert twin.post(_status(twin, "wamid.early", "sent", items[0].key)) == 200
    doubt = Again(datetime.now(UTC) + HOUR, "person", in_doubt=True)
    settlement.settle(
        listening.parts.database,
        [(items[0], doubt), (items[1], settlement.NotStarted())],
        listening.parts.conversation_settings,
    )
    listening.deliver()
    assert words_to(twin, amina) == [BOOKING]


def _status(twin: Twin, wamid: str, status: str, key: str) -> dict[str, object]:
    business = twin.business
    row = {"id": wamid, "status": status, "timestamp": str(int(datetime.now(UTC).timestamp())),
           "recipient_id": "15550120001", "biz_opaque_callback_data": key}  # fmt: skip
    value = {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": business.display_phone_number, "phone_number_id": business.phone_number_id
        },
        "statuses": [row],
    }  # fmt: skip
    changes = [{"field": "messages", "value": value}]
    return {"object": "whatsapp_business_account", "entry": [{"id": business.waba_id, "changes": changes}]}


def test_without_a_status_it_is_sent_again_after_in_doubt_seconds(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"))
    twin.faults.status_webhooks = False
    twin.faults.answers = ["drop-before"]
    listening.deliver()
    assert listening.one(STATUS) == {"status": "in_doubt"}
    age(listening, timedelta(seconds=55))
    listening.deliver()
    assert len(twin.requests) == 1
    age(listening, timedelta(seconds=10))
    listening.deliver()
    assert len(twin.requests) == 2
    message = listening.one("SELECT status, message_id FROM whatsapp_messages WHERE key IS NOT NULL")
    assert message == {"status": "sent", "message_id": twin.sent[0].wamid}


@pytest.mark.parametrize("fault", ["500", "502-html"])
def test_an_answer_that_is_not_metas_waits_for_the_status_too(
    listening: Bot, twin: Twin, amina: Customer, fault: str
) -> None:
    """Who answered for Meta does not know whether Meta took the message."""
    heard(twin, (amina, "hi"), (amina, "5"))
    twin.faults.answers = [fault]
    listening.deliver()
    assert [row["status"] for row in listening.rows(STATUS)] == ["in_doubt", "queued"]
    age(listening, timedelta(seconds=55))
    listening.deliver()
    assert len(twin.requests) == 1
    age(listening, timedelta(seconds=10))
    listening.deliver()
    assert words_to(twin, amina) == [MENU, BOOKING]


def test_what_a_dead_worker_had_claimed_is_in_doubt_when_its_claim_runs_out(
    listening: Bot, twin: Twin, amina: Customer
) -> None:
    heard(twin, (amina, "hi"), (amina, "5"))
    lease = timedelta(minutes=1)
    with listening.parts.database.transaction() as connection:
        [_] = outbox.claim(connection, "whatsapp", "dead", 1, datetime.now(UTC), lease)
    listening.deliver()
    assert [row["status"] for row in listening.rows(STATUS)] == ["queued"] * 2  # the second does not overtake the first
    age(listening, lease - timedelta(seconds=20), OutboxItem.claimed_until)
    listening.deliver()
    assert [row["status"] for row in listening.rows(STATUS)] == ["queued"] * 2
    age(listening, timedelta(seconds=30), OutboxItem.claimed_until)
    listening.deliver()
    assert [row["status"] for row in listening.rows(STATUS)] == ["in_doubt", "queued"]
    age(listening, timedelta(seconds=50))
    listening.deliver()
    assert twin.requests == []
    age(listening, timedelta(seconds=15))
    listening.deliver()
    assert words_to(twin, amina) == [MENU, BOOKING]


def test_after_a_long_stop_what_had_been_claimed_waits_for_its_status_before_it_is_sent_again(
    listening: Bot, twin: Twin, amina: Customer
) -> None:
    """Nobody was there to hear the statuses: that the claims ran out meanwhile proves nothing."""
    heard(twin, (amina, "hi"), (amina, "5"), (amina, "6"))
    with listening.parts.database.transaction() as connection:
        first, second = outbox.claim(connection, "whatsapp", "dead", 2, datetime.now(UTC), timedelta(minutes=1))
    age(listening, HOUR)
    listening.deliver()
    assert [row["status"] for row in listening.rows(STATUS)] == ["in_doubt", "in_doubt", "queued"]
    assert twin.post(_status(twin, "wamid.first", "sent", first.key)) == 200
    listening.deliver()
    assert twin.requests == []  # the second one is in doubt still, and the third does not overtake it
    assert twin.post(_status(twin, "wamid.second", "sent", second.key)) == 200
    listening.deliver()
    assert words_to(twin, amina) == [BROCHURE]


def test_after_an_outage_longer_than_any_claim_a_worker_still_notes_what_it_had_sent(
    listening: Bot, twin: Twin, amina: Customer
) -> None:
    """Another worker is first to see the database again."""
    heard(twin, (amina, "hi"))
    twin.faults.status_webhooks = False
    delivery = listening.parts.delivery()

    async def run() -> None:
        await delivery._claim()
        await asyncio.wait(delivery._running)
        age(listening, HOUR)
        await asyncio.to_thread(listening.deliver)
        await delivery.drain()
        await delivery.close()

    asyncio.run(run())
    age(listening, HOUR)
    listening.deliver()
    assert words_to(twin, amina) == [MENU]
    assert listening.one(STATUS) == {"status": "sent"}


def test_a_worker_that_comes_to_late_does_not_undo_what_another_one_does_now(
    listening: Bot, twin: Twin, amina: Customer
) -> None:
    """It was cut off from the database until its claim had run out and somebody else had taken the item."""
    heard(twin, (amina, "hi"))
    database = listening.parts.database
    now = datetime.now(UTC)
    with database.transaction() as connection:
        [late] = outbox.claim(connection, "whatsapp", "late", 1, now, timedelta(0))
        [_] = outbox.claim(connection, "whatsapp", "now", 1, now + HOUR, HOUR)
    settlement.settle(database, [(late, settlement.NotStarted())], listening.parts.conversation_settings)
    assert listening.one("SELECT claimed_by, attempts FROM outbox") == {"claimed_by": "now", "attempts": 2}


def test_a_worker_process_that_is_killed_while_sending_loses_nothing(
    listening: Bot, twin: Twin, amina: Customer, tmp_path: Path
) -> None:
    heard(twin, (amina, "hi"), (amina, "5"))
    twin.faults.answers = ["hang"]
    settings = listening.settings
    with running([BIN / "flask", "worker"], environment_of(settings, free_port()), tmp_path / "worker.log") as process:
        twin.wait_for(lambda: asked_for(twin, amina) == 1, timeout=120)
        process.kill()
        process.wait()
    twin.release()
    assert listening.rows(STATUS) == [{"status": "sending"}] * 2
    listening.deliver()  # it is known to be dead: from now on what it had begun is in doubt, and the other behind it
    assert [row["status"] for row in listening.rows(STATUS)] == ["in_doubt", "queued"]
    age(listening, timedelta(seconds=50))
    listening.deliver()
    assert asked_for(twin, amina) == 1
    age(listening, HOUR)
    listening.deliver()
    assert words_to(twin, amina) == [MENU, BOOKING]
    wait_for(lambda: not listening.rows("SELECT 1 FROM outbox"))

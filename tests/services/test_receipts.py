"""What became of our messages, in whatever order Meta tells it?"""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from bot import Bot
from services.meta_json import post, said, status
from services.service_tools import heard, wait_for, workers

from metatwin import Customer, Twin
from relaystack.services.delivery import settlement
from relaystack.services.outbox import outbox

PHONE = "15550170001"
MESSAGE = "SELECT status, message_id, error_code, error_title FROM whatsapp_messages WHERE key IS NOT NULL"


@pytest.fixture
def sent(listening: Bot, twin: Twin, amina: Customer) -> str:
    """The wamid of a message that Meta has accepted and said nothing about yet."""
    twin.faults.status_webhooks = False
    heard(twin, (amina, "hi"))
    listening.deliver(minute=True)
    return twin.sent[0].wamid


@pytest.mark.parametrize("order", list(permutations(["sent", "delivered", "read"])), ids="-".join)
@pytest.mark.parametrize("together", [True, False], ids=["in one body", "one by one"])
def test_a_status_never_goes_back(listening: Bot, sent: str, order: tuple[str, ...], together: bool) -> None:
    rows = [status(sent, state) for state in order]
    for body in [rows] if together else [[row] for row in rows]:
        assert post(listening, statuses=body) == 200
    assert listening.one(MESSAGE)["status"] == "read"


@pytest.mark.parametrize(
    ("states", "outcome", "code"),
    [
        (["sent", "failed"], "failed", 131026),
        (["failed", "sent"], "failed", 131026),
        (["delivered", "failed"], "delivered", None),
        (["read", "failed"], "read", None),
        (["delivered", "played"], "read", None),
        (["played", "delivered"], "read", None),
        (["sent", "deleted"], "sent", None),
        (["sent", "something new"], "sent", None),
        (["read", "read", "read"], "read", None),
    ],
)
def test_what_counts_in_the_end(listening: Bot, sent: str, states: list[str], outcome: str, code: int | None) -> None:
    for state in states:
        post(listening, statuses=[status(sent, state, code=131026 if state == "failed" else None)])
    message = listening.one(MESSAGE)
    assert (message["status"], message["error_code"]) == (outcome, code)
    if code:
        assert message["error_title"] == "error 131026"


def test_a_status_that_comes_before_our_own_note_of_the_send_is_found_by_its_key(bot: Bot) -> None:
    post(bot, [said("hi", PHONE)])
    key: Any = bot.one("SELECT key FROM outbox")["key"]
    post(bot, statuses=[status("wamid.early", "delivered", key)])
    assert bot.one(MESSAGE) == {
        "status": "delivered", "message_id": "wamid.early", "error_code": None, "error_title": None
    }  # fmt: skip
    bot.deliver(minute=True)
    assert bot.one(MESSAGE)["status"] == "delivered"  # and it is not sent (again)


def test_a_status_of_an_unknown_message_is_kept_and_applied_when_that_is_known(
    listening: Bot, twin: Twin, amina: Customer
) -> None:
    """Without our key in it: the message is known by Meta's id alone, once its send is settled."""
    twin.faults.status_webhooks = False
    heard(twin, (amina, "hi"))
    with listening.parts.database.transaction() as connection:
        [item] = outbox.claim(connection, "whatsapp", "w", 1, datetime.now(UTC), timedelta(minutes=1))
    post(
        listening, statuses=[status("wamid.late", "read"), status("wamid.late", "sent"), status("wamid.other", "read")]
    )
    assert listening.one(MESSAGE)["status"] == "queued"
    settlement.settle(
        listening.parts.database, [(item, settlement.Done("wamid.late"))], listening.parts.conversation_settings
    )
    assert listening.one(MESSAGE)["status"] == "read"
    assert listening.rows("SELECT message_id FROM early_receipts") == [{"message_id": "wamid.other"}]


def test_a_failure_with_a_code_we_do_not_know_changes_the_message_only(listening: Bot, sent: str) -> None:
    post(listening, statuses=[status(sent, "failed", code=424_242)])
    assert listening.one(MESSAGE)["error_code"] == 424_242
    assert listening.client.get("/webhook/health").get_json()["status"] == "healthy"


def test_statuses_of_other_numbers_messages_disturb_nothing(bot: Bot) -> None:
    assert post(bot, statuses=[status(f"wamid.{n}", "read") for n in range(50)]) == 200
    assert len(bot.rows("SELECT 1 FROM early_receipts")) == 50


EARLY = "INSERT INTO early_receipts (message_id, status, timestamp, created_at) VALUES (:id, :status, :at, :at)"


def test_a_status_that_overlapped_its_messages_settlement_is_applied_in_the_end(listening: Bot, sent: str) -> None:
    """On PostgreSQL neither of the two transactions saw what the other was about to write."""
    listening.rows(EARLY, id=sent, status="read", at="2026-01-01 00:00:00")
    with workers(listening):
        wait_for(lambda: listening.one(MESSAGE)["status"] == "read")


def test_a_repeated_status_of_an_unknown_message_is_kept_once_and_not_for_ever(bot: Bot) -> None:
    for _ in range(3):
        post(bot, statuses=[status("wamid.nobody", "delivered")])
    assert len(bot.rows("SELECT 1 FROM early_receipts")) == 1
    bot.rows("UPDATE early_receipts SET created_at = '2020-01-01 00:00:00'")
    post(bot, statuses=[status("wamid.somebody", "delivered")])
    with workers(bot):
        wait_for(lambda: bot.rows("SELECT message_id FROM early_receipts") == [{"message_id": "wamid.somebody"}])

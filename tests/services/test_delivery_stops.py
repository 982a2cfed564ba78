"""What happens when Meta refuses everything, and how does sending begin again?"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bot import Bot
from services.meta_json import post, status
from services.service_tools import BOOKING, HOUR, MENU, age, heard, words_to

from metatwin import Customer, Twin
from relaystack.services.carriers import kinds
from relaystack.services.delivery import settlement
from relaystack.services.outbox import outbox
from relaystack.services.outbox.retry import Again

MINUTE = timedelta(minutes=1)


def _health(bot: Bot) -> dict[str, Any]:
    answer: dict[str, Any] = bot.client.get("/webhook/health").get_json()
    return answer


def test_an_expired_token_stops_all_sending_and_the_health_page_says_why(
    listening: Bot, twin: Twin, amina: Customer, ben: Customer
) -> None:
    heard(twin, (amina, "hi"))
    twin.faults.token_expired = True
    listening.deliver()
    heard(twin, (ben, "hi"))
    listening.deliver()
    assert len(twin.requests) == 1
    assert listening.rows("SELECT DISTINCT status FROM whatsapp_messages WHERE key IS NOT NULL") == [
        {"status": "queued"}
    ]
    health = _health(listening)
    assert health["status"] == "degraded"
    [reason] = health["reasons"]
    assert "whatsapp: sending is stopped since" in reason
    assert "190" in reason
    assert "token" in reason


def test_sending_goes_on_by_itself_once_a_probe_is_accepted(
    listening: Bot, twin: Twin, amina: Customer, ben: Customer
) -> None:
    heard(twin, (amina, "hi"), (ben, "hi"))
    twin.faults.token_expired = True
    listening.deliver()
    asked = len(twin.requests)
    age(listening, MINUTE)
    listening.deliver()
    assert len(twin.requests) == asked + 1  # one probe a minute
    twin.faults.token_expired = False
    listening.deliver()
    assert twin.sent == []  # the next probe is not due yet
    age(listening, MINUTE)
    listening.deliver()
    assert len(twin.sent) == 1
    age(listening, timedelta(seconds=6))  # a short rest, in which a status could still say no
    listening.deliver()
    assert words_to(twin, amina) == words_to(twin, ben) == [MENU]
    assert _health(listening)["status"] == "healthy"


def test_staff_can_let_sending_go_on_at_once(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"), (amina, "5"))
    twin.faults.token_expired = True
    listening.deliver()
    twin.faults.token_expired = False
    said = listening.app.test_cli_runner().invoke(args=["resume"])
    assert said.output == "whatsapp: sending goes on.\n"
    assert listening.app.test_cli_runner().invoke(args=["resume"]).output == "whatsapp: sending was not stopped.\n"
    listening.deliver()
    assert words_to(twin, amina) == [MENU, BOOKING]


def test_an_answer_that_was_under_way_when_staff_resumed_does_not_stop_again(
    listening: Bot, twin: Twin, amina: Customer, ben: Customer
) -> None:
    """The refusal of the old token comes when the new one is in place."""
    heard(twin, (amina, "hi"), (ben, "hi"))
    database, refused = listening.parts.database, Again(datetime.now(UTC), "carrier", stopped=(190, "expired"))
    with database.transaction() as connection:
        before, late = outbox.claim(connection, "whatsapp", "w", 10, database.now(connection), HOUR)
    settlement.settle(database, [(before, refused)], listening.parts.conversation_settings)
    listening.app.test_cli_runner().invoke(args=["resume"])
    settlement.settle(database, [(late, refused)], listening.parts.conversation_settings)
    assert _health(listening)["status"] == "healthy"
    listening.deliver()
    assert words_to(twin, amina) == words_to(twin, ben) == [MENU]
    heard(twin, (ben, "hi"))
    twin.faults.token_expired = True  # what begins after that counts
    listening.deliver()
    assert _health(listening)["status"] == "degraded"


def test_a_status_from_before_staff_resumed_does_not_stop_again(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"), (amina, "5"))
    twin.faults.status_webhooks = False
    listening.deliver()
    first, second = (status(sent.wamid, "failed", code=131042) for sent in twin.sent)
    post(listening, statuses=[first])
    second["timestamp"] = str(int(second["timestamp"]) - 5)
    listening.app.test_cli_runner().invoke(args=["resume"])
    post(listening, statuses=[second])
    assert _health(listening)["status"] == "healthy"


@pytest.mark.parametrize("code", [0, 3, 10, 190, 368, 131005, 131031, 131037, 131042, 131045, 133010, 230])
def test_every_code_that_needs_a_person_stops_the_sending(
    listening: Bot, twin: Twin, amina: Customer, ben: Customer, code: int
) -> None:
    heard(twin, (amina, "hi"))
    twin.faults.answers = [code]
    listening.deliver()
    heard(twin, (ben, "hi"))
    listening.deliver()
    assert len(twin.requests) == 1
    assert listening.rows("SELECT 1 FROM given_up") == []
    assert str(code) in str(_health(listening)["reasons"])


def test_a_failed_status_that_needs_a_person_stops_the_sending_too(
    listening: Bot, twin: Twin, amina: Customer, ben: Customer
) -> None:
    heard(twin, (amina, "hi"))
    twin.faults.status_only = {"failed": 131042}
    listening.deliver()
    twin.wait_for(lambda: twin.unacknowledged == 0)
    heard(twin, (ben, "hi"))
    listening.deliver()
    assert len(twin.requests) == 1
    reasons = str(_health(listening)["reasons"])
    assert "131042" in reasons
    assert "payment" in reasons
    waiting = listening.rows("SELECT status FROM whatsapp_messages WHERE key IS NOT NULL")
    assert [row["status"] for row in waiting] == ["queued", "queued"]


def test_what_was_accepted_before_a_stop_does_not_undo_it(listening: Bot, twin: Twin, amina: Customer) -> None:
    """Meta accepts, then says by a status that it failed: often before our own note of the acceptance."""
    heard(twin, (amina, "hi"), (amina, "5"))
    with listening.parts.database.transaction() as connection:
        items = outbox.claim(connection, "whatsapp", "w", 10, datetime.now(UTC), HOUR)
        kinds.stop(connection, "whatsapp", 131042, "payment", datetime.now(UTC))
    done = [(item, settlement.Done(f"wamid.{item.id}")) for item in items]
    settlement.settle(listening.parts.database, done, listening.parts.conversation_settings)
    assert _health(listening)["status"] == "degraded"


def test_a_probe_that_is_accepted_and_fails_by_its_status_costs_one_send_and_no_message(
    listening: Bot, twin: Twin, amina: Customer, ben: Customer
) -> None:
    heard(twin, (amina, "hi"))
    twin.faults.status_only = {"failed": 131042}
    listening.deliver()
    twin.wait_for(lambda: twin.unacknowledged == 0)
    heard(twin, (amina, "5"), (amina, "6"), (ben, "hi"), (ben, "5"))
    for probes in range(1, 3):
        age(listening, MINUTE)
        listening.deliver()
        twin.wait_for(lambda: twin.unacknowledged == 0)
        listening.deliver()
        assert len(twin.sent) == 1 + probes
        assert _health(listening)["status"] == "degraded"
    assert len(listening.rows("SELECT 1 FROM outbox WHERE carrier = 'whatsapp'")) == 5
    assert listening.rows("SELECT 1 FROM given_up") == []


def test_the_account_trouble_that_a_webhook_tells_of_stops_the_sending(
    listening: Bot, twin: Twin, amina: Customer
) -> None:
    heard(twin, (amina, "hi"))
    value = {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": twin.business.display_phone_number,
            "phone_number_id": twin.business.phone_number_id,
        },
        "errors": [{"code": 131031, "title": "Business Account locked"}],
    }
    changes = [{"field": "messages", "value": value}]
    twin.post({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": changes}]})
    listening.deliver()
    assert twin.requests == []
    assert "Business Account locked" in str(_health(listening)["reasons"])

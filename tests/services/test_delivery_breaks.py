"""What was broken once by an enemy stays mended."""

from datetime import UTC, datetime, timedelta

import pytest
from bot import Bot
from services.meta_json import post, said, status, system
from services.service_tools import HOUR, MENU, age, heard, words_to, workers

from metatwin import Customer, Twin
from relaystack.models import Contact, OutboxItem
from relaystack.services.outbox import carrier_states, outbox

MINUTE = timedelta(seconds=61)
PHONE, OTHER_PHONE = "15550180001", "15550180009"


def _health(bot: Bot) -> str:
    return str(bot.client.get("/webhook/health").get_json()["status"])


def test_a_worker_never_takes_its_own_item_a_second_time(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"))
    twin.faults.answers = ["hang"]
    twin.faults.status_webhooks = False
    with workers(listening):
        twin.wait_for(lambda: len(twin.requests) == 1)
        age(listening, HOUR, OutboxItem.claimed_until)  # as when the machine was suspended
        ben = twin.customer(name="Ben", phone=PHONE)
        heard(twin, (ben, "hi"))
        twin.wait_for(lambda: words_to(twin, ben) == [MENU])  # it has looked for more in the meantime
        twin.release()
        twin.wait_for(lambda: words_to(twin, amina) == [MENU])
    assert len([request for request in twin.requests if request.body.get("to") == f"+{amina.phone}"]) == 1


@pytest.mark.usefixtures("loud")
def test_a_message_in_doubt_is_not_repeated_without_end(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"))
    twin.faults.status_webhooks = False
    twin.faults.answers = ["drop"] * 9
    for _ in range(9):
        listening.deliver()
        age(listening, HOUR)
    assert len(words_to(twin, amina)) == 3
    assert "not known" in listening.one("SELECT reason FROM given_up")["reason"]


def test_what_expired_during_a_stop_does_not_hold_up_new_customers(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, *[(twin.customer(name=f"P{i}", phone=f"1555018010{i}"), "hi") for i in range(5)])
    twin.faults.token_expired = True
    listening.deliver()
    age(listening, 30 * HOUR)
    age(listening, 30 * HOUR, Contact.last_inbound_at)
    twin.faults.token_expired = False
    heard(twin, (amina, "hi"))
    listening.deliver()
    assert words_to(twin, amina) == [MENU]


def test_a_repeated_failure_does_not_stop_again_what_was_resumed(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"))
    twin.faults.status_webhooks = False
    listening.deliver()
    failed = status(twin.sent[0].wamid, "failed", code=131042)
    post(listening, statuses=[failed])
    assert _health(listening) == "degraded"
    listening.app.test_cli_runner().invoke(args=["resume"])
    post(listening, statuses=[failed])
    assert _health(listening) == "healthy"


def test_a_clock_that_was_ahead_does_not_freeze_the_sending(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"))
    with listening.parts.database.transaction() as connection:
        ahead = datetime.now(UTC) + HOUR
        carrier_states.spend(
            connection, "whatsapp", carrier_states.allowance(connection, "whatsapp", 80, 40, ahead), 40
        )
    listening.deliver()
    age(listening, timedelta(seconds=1))
    listening.deliver()
    assert words_to(twin, amina) == [MENU]


def test_a_longer_rest_is_not_cut_short_by_a_shorter_one(listening: Bot, twin: Twin, amina: Customer) -> None:
    now = datetime.now(UTC)
    with listening.parts.database.transaction() as connection:
        carrier_states.allowance(connection, "whatsapp", 80, 1, now)
        carrier_states.hold(connection, "whatsapp", now + HOUR)
        carrier_states.hold(connection, "whatsapp", now + timedelta(seconds=1))
        assert carrier_states.allowance(connection, "whatsapp", 80, 1, now + MINUTE).items == 0


def test_tries_while_the_token_was_bad_do_not_count(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"))
    twin.faults.token_expired = True
    for _ in range(4):
        listening.deliver()
        age(listening, MINUTE)
    twin.faults.token_expired = False
    twin.faults.answers = [131000]
    listening.deliver()
    assert listening.rows("SELECT reason FROM given_up") == []


def test_an_old_number_can_be_somebody_elses_at_once(bot: Bot) -> None:
    post(bot, [said("hi", PHONE, "US.1")])
    moved = {**said("", OTHER_PHONE, "US.1"), "type": "reaction", "reaction": {"emoji": "x"}}
    post(bot, [moved])
    post(bot, [said("hi", PHONE, "US.2")])
    assert bot.rows("SELECT key FROM set_aside") == []
    assert {row["phone"] for row in bot.rows("SELECT phone FROM whatsapp_sessions")} == {PHONE, OTHER_PHONE}


def test_a_new_number_in_the_body_of_its_first_message_keeps_the_opt_out(bot: Bot) -> None:
    post(bot, [said("hi", PHONE), said("stop", PHONE)])
    post(bot, [system("user_changed_number", from_=PHONE, wa_id=OTHER_PHONE), said("hello", OTHER_PHONE)])
    assert len(bot.rows("SELECT 1 FROM contacts WHERE opted_out_at IS NOT NULL")) == 1
    assert len(bot.rows("SELECT 1 FROM contacts")) == 1
    assert len(bot.rows("SELECT 1 FROM outbox")) == 1  # the answer to stop


@pytest.mark.parametrize("found", ["before stop", "before start", "after start"])
def test_what_a_dead_worker_had_claimed_before_stop_never_leaves(
    listening: Bot, twin: Twin, amina: Customer, found: str
) -> None:
    """Whenever another worker finds that the claim has run out."""
    heard(twin, (amina, "hi"), (amina, "5"))
    with listening.parts.database.transaction() as connection:
        outbox.claim(connection, "whatsapp", "dead", 2, datetime.now(UTC), MINUTE)
    for moment, words in (("before stop", "stop"), ("before start", "start"), ("after start", "")):
        if moment == found:
            age(listening, 2 * MINUTE)
            listening.deliver()
        if words:
            heard(twin, (amina, words))
    for _ in range(3):
        listening.deliver()
        age(listening, HOUR)
    assert words_to(twin, amina)[-1] == MENU
    assert len(twin.requests) <= 2  # the word about stop, and the menu
    assert listening.rows("SELECT 1 FROM outbox") == []
    kept = listening.rows("SELECT error_title FROM whatsapp_messages WHERE status = 'failed'")
    assert {"asked for no more" in row["error_title"] for row in kept} == {True}
    assert len(kept) + len(twin.requests) == 4


def test_what_waited_before_stop_never_leaves_and_its_answer_is_next(
    listening: Bot, twin: Twin, amina: Customer
) -> None:
    heard(twin, *[(amina, "hi")] * 50, (amina, "stop"))  # more than may leave at once
    listening.deliver()
    assert ["no more messages" in words.lower() for words in words_to(twin, amina)] == [True]
    heard(twin, (amina, "start"))
    listening.deliver()
    assert words_to(twin, amina)[1:] == [MENU]

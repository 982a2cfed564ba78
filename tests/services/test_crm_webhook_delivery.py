"""Does a webhook for leads get each change, signed and in order, whatever it answers?"""

import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from bot import Bot
from fakes.crm import CrmReceiver
from fakes.web import Answer
from services.crm_tools import SECRET, deliver, reasons, talk, waiting
from services.service_tools import age

from relaystack.models import CarrierState, OutboxItem

Make = Callable[..., Bot]


def test_the_body_is_signed_and_its_id_stays_the_same_when_it_is_repeated(
    with_webhook: Bot, receiver: CrmReceiver
) -> None:
    receiver.answers = [Answer(500), Answer(hangs_up=True), Answer(503)]
    talk(with_webhook, "hi", "2", "250k")
    deliver(with_webhook)
    assert len(receiver.asked) == 4
    assert len({asked.headers["X-Relaystack-Id"] for asked in receiver.asked}) == 1
    for asked in receiver.asked:
        expected = "sha256=" + hmac.new(SECRET.encode(), asked.body, hashlib.sha256).hexdigest()
        assert asked.headers["X-Relaystack-Signature"] == expected
        body = json.loads(asked.body)
        assert body["id"] == asked.headers["X-Relaystack-Id"]
        assert str(body["timestamp"]) == asked.headers["X-Relaystack-Timestamp"]
        assert asked.headers["Content-Type"] == "application/json"


def test_a_conflict_says_that_the_receiver_has_it(with_webhook: Bot, receiver: CrmReceiver) -> None:
    receiver.answers = [Answer(hangs_up=True), Answer(409)]
    talk(with_webhook, "hi", "2", "250k")
    deliver(with_webhook)
    assert len(receiver.asked) == 2
    assert with_webhook.rows("SELECT 1 FROM given_up") == []


def test_a_webhook_that_is_down_is_tried_for_a_day_and_then_given_up_with_the_reason(
    with_webhook: Bot, receiver: CrmReceiver
) -> None:
    receiver.answers = [Answer(502)] * 400
    talk(with_webhook, "hi", "2", "250k")
    with_webhook.deliver()
    waited = timedelta()
    for _ in range(400):
        rows = with_webhook.rows("SELECT attempts FROM outbox")
        if not rows:
            break
        with with_webhook.parts.database.transaction() as connection:
            now = with_webhook.parts.database.now(connection)
            due = connection.execute(OutboxItem.__table__.select()).one().due_at
        waited += due - now
        age(with_webhook, due - now + timedelta(seconds=1), OutboxItem.due_at)
        age(with_webhook, timedelta(seconds=5), CarrierState.refilled_at)
        with_webhook.deliver()
    assert timedelta(hours=24) <= waited <= timedelta(hours=32)
    given_up = with_webhook.one("SELECT carrier, code, reason FROM given_up")
    assert (given_up["carrier"], given_up["code"]) == ("crm_webhook", 502)
    assert "crm_webhook: 1 given up within a day" in reasons(with_webhook)
    receiver.answers = []
    with_webhook.app.test_cli_runner().invoke(args=["failed", "retry", "--all", "--carrier", "crm_webhook"])
    with_webhook.deliver()
    assert receiver.asked[-1].headers["X-Relaystack-Id"] == receiver.asked[0].headers["X-Relaystack-Id"]
    assert waiting(with_webhook) == 0


def test_changes_of_one_person_arrive_in_order_also_when_the_first_must_be_repeated(
    with_webhook: Bot, receiver: CrmReceiver
) -> None:
    receiver.answers = [Answer(500)]
    talk(with_webhook, "hi", "2", "250k", "menu", "2", "300k")
    deliver(with_webhook)
    assert [b["data"]["change"]["told"]["budget"] for b in receiver.bodies] == [250_000, 250_000, 300_000]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_in_production_the_webhook_may_not_lead_into_our_own_network(
    make_bot: Make, receiver: CrmReceiver, host: str
) -> None:
    url = receiver.url.replace("127.0.0.1", host)
    bot = make_bot(flask_env="production", crm_webhook_url=url, crm_webhook_secret=SECRET, upload_documents=False)
    talk(bot, "hi", "2", "250k")
    bot.deliver()
    assert receiver.asked == []
    assert "CRM_WEBHOOK_URL leads to an address that is not on the internet" in reasons(bot)
    assert waiting(bot) == 1


def test_a_redirect_is_not_followed(with_webhook: Bot, receiver: CrmReceiver) -> None:
    receiver.answers = [Answer(302, headers=(("Location", receiver.url + "/elsewhere"),))]
    talk(with_webhook, "hi", "2", "250k")
    with_webhook.deliver()
    assert len(receiver.asked) == 1
    assert "crm_webhook: sending is stopped" in reasons(with_webhook)

"""Do the twin's webhooks look like Meta's, and do they arrive?"""

import hashlib
import hmac
import json
from pathlib import Path

import pytest
from twin.twin_tools import Webhook, a_list, buttons, sections, send

from metatwin import Customer, Twin


def test_a_text_has_metas_envelope(twin: Twin, webhook: Webhook) -> None:
    amina = twin.customer("Amina", "+1 555 123 0001", "US.111", "US.ENT.1")
    wamid = twin.says(amina, "hi")
    twin.wait_for(lambda: webhook.raw)
    body = json.loads(webhook.raw[0])
    assert body["object"] == "whatsapp_business_account"
    assert body["entry"][0]["id"] == "102290129340398"
    assert body["entry"][0]["changes"][0]["field"] == "messages"
    value = webhook.values[0]
    stamp = value["messages"][0].pop("timestamp")
    assert stamp.isdecimal()
    assert value == {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550783881", "phone_number_id": "106540352242922"},
        "contacts": [
            {
                "profile": {"name": "Amina"},
                "wa_id": "15551230001",
                "user_id": "US.111",
                "parent_user_id": "US.ENT.1",
            }
        ],
        "messages": [
            {
                "from": "15551230001",
                "from_user_id": "US.111",
                "from_parent_user_id": "US.ENT.1",
                "id": wamid,
                "type": "text",
                "text": {"body": "hi"},
            }
        ],
    }


def test_the_signature_covers_escaped_bytes(twin: Twin, webhook: Webhook) -> None:
    twin.says(twin.customer("Zoë"), "naïve 🏠")
    twin.wait_for(lambda: webhook.raw)
    raw = webhook.raw[0]
    assert rb"na\u00efve \ud83c\udfe0" in raw
    assert b": " not in raw
    expected = hmac.new(b"twin-secret", raw, hashlib.sha256).hexdigest()
    assert webhook.signatures == [f"sha256={expected}"]


def test_a_hidden_number_shows_nowhere(twin: Twin, webhook: Webhook) -> None:
    tiago = twin.customer("Tiago Mingo", phone="15551230009", bsuid="BR.7", shows_phone=False)
    twin.says(tiago, "oi")
    answer = send(twin, to=None, recipient="BR.7")
    assert answer.json["contacts"] == [{"input": "BR.7", "user_id": "BR.7"}]
    twin.wait_for(lambda: twin.unacknowledged == 0)
    assert not any(b"15551230009" in raw for raw in webhook.raw)
    assert webhook.messages[0]["from_user_id"] == "BR.7"
    assert "from" not in webhook.messages[0]
    assert "recipient_id" not in webhook.statuses[0]
    assert webhook.statuses[0]["recipient_user_id"] == "BR.7"


def test_statuses_follow_in_order_with_the_callback_data(twin: Twin, webhook: Webhook, amina: Customer) -> None:
    wamid = send(twin, biz_opaque_callback_data="key/1").json["messages"][0]["id"]
    twin.wait_for(lambda: twin.unacknowledged == 0)
    twin.reads_all(amina)
    twin.wait_for(lambda: len(webhook.statuses) == 3)
    sent, delivered, read = webhook.statuses
    assert [row["status"] for row in (sent, delivered, read)] == ["sent", "delivered", "read"]
    assert {row["id"] for row in (sent, delivered, read)} == {wamid}
    assert {row["biz_opaque_callback_data"] for row in (sent, delivered, read)} == {"key/1"}
    assert (sent["recipient_id"], sent["recipient_user_id"]) == ("15551230001", "US.111")
    assert sent["pricing"]["category"] == "service"
    assert "conversation" not in sent
    assert all(value["contacts"] for value in webhook.values)
    assert twin.sent[0].status == "read"


def test_a_reaction_is_only_sent(twin: Twin, webhook: Webhook, amina: Customer) -> None:
    send(twin, type="reaction", reaction={"message_id": "wamid.x", "emoji": "👍"})
    twin.wait_for(lambda: twin.unacknowledged == 0)
    twin.reads_all(amina)
    assert twin.unacknowledged == 0
    assert [row["status"] for row in webhook.statuses] == ["sent"]


def test_a_failed_status_carries_the_error_and_no_contact(twin: Twin, webhook: Webhook, amina: Customer) -> None:
    twin.faults.status_only = {"failed": 131047}
    send(twin)
    twin.wait_for(lambda: twin.unacknowledged == 0)
    row = webhook.statuses[0]
    assert row["status"] == "failed"
    assert row["errors"][0]["code"] == 131047
    assert row["errors"][0]["title"] == "Re-engagement message"
    assert "recipient_user_id" not in row
    assert "contacts" not in webhook.values[-1]
    assert (twin.sent[0].status, twin.sent[0].error) == ("failed", 131047)


def test_a_tap_is_looked_up_in_the_newest_offer(twin: Twin, webhook: Webhook, amina: Customer) -> None:
    send(twin, **buttons("Old"))
    wamid = send(twin, **buttons("Yes", "No")).json["messages"][0]["id"]
    twin.taps(amina, "b0")
    twin.wait_for(lambda: twin.unacknowledged == 0)
    row = webhook.messages[1]
    assert row["interactive"] == {"type": "button_reply", "button_reply": {"id": "b0", "title": "Yes"}}
    assert row["context"] == {"from": "15550783881", "id": wamid}


def test_a_row_is_tapped_with_its_description(twin: Twin, webhook: Webhook, amina: Customer) -> None:
    send(twin, **a_list(sections(1, description="Cheap")))
    twin.taps(amina, "r0.0")
    twin.wait_for(lambda: twin.unacknowledged == 0)
    row = webhook.messages[1]
    reply = {"id": "r0.0", "title": "Row 0", "description": "Cheap"}
    assert row["interactive"] == {"type": "list_reply", "list_reply": reply}


def test_a_tap_on_what_nobody_offers_names_what_is_offered(twin: Twin, amina: Customer) -> None:
    send(twin, **buttons("Yes"))
    with pytest.raises(LookupError, match="b0"):
        twin.taps(amina, "other")
    assert twin.taps(amina, "other", "Other", "button_reply")


def test_other_content_travels_as_it_is(twin: Twin, webhook: Webhook, amina: Customer) -> None:
    image = {"id": "1", "mime_type": "image/png", "sha256": "x"}
    wamid = twin.sends(amina, {"type": "image", "image": image})
    twin.wait_for(lambda: len(webhook.raw) == 2)
    row = webhook.messages[1]
    assert (row["id"], row["from"], row["image"]) == (wamid, "15551230001", image)


def test_a_webhook_is_posted_again_until_it_is_acknowledged(twin: Twin, webhook: Webhook) -> None:
    webhook.answers = [500, 403, 302]
    twin.says(twin.customer(), "hi")
    twin.wait_for(lambda: len(webhook.raw) == 4)
    twin.wait_for(lambda: twin.unacknowledged == 0)
    assert len(set(webhook.raw)) == 1
    assert len(set(webhook.signatures)) == 1


def test_a_failure_does_not_hold_up_the_next(twin: Twin, webhook: Webhook) -> None:
    amina = twin.customer()
    webhook.answers = [500]
    twin.says(amina, "first")
    twin.says(amina, "second")
    twin.wait_for(lambda: twin.unacknowledged == 0)
    assert sorted(webhook.texts) == ["first", "first", "second"]


def test_nobody_listens_at_first(twin: Twin, webhook: Webhook) -> None:
    twin.webhook_url = "http://127.0.0.1:1/webhook"
    twin.says(twin.customer(), "hi")
    with pytest.raises(AssertionError, match="1 webhooks unacknowledged"):
        twin.wait_for(lambda: twin.unacknowledged == 0, timeout=0.3)
    twin.webhook_url = webhook.url
    twin.wait_for(lambda: twin.unacknowledged == 0)
    assert webhook.texts == ["hi"]


def test_without_a_url_webhooks_wait(webhook: Webhook) -> None:
    with Twin() as twin:
        twin.says(twin.customer(), "1")
        twin.says(twin.customer(), "2")
        assert twin.unacknowledged == 2
        twin.webhook_url = webhook.url
        twin.wait_for(lambda: twin.unacknowledged == 0)
    assert sorted(webhook.texts) == ["1", "2"]


def test_a_raw_post_says_what_came_back(twin: Twin, webhook: Webhook) -> None:
    webhook.answers = [200, 403, 404]
    assert twin.post({"object": "x"}) == 200
    assert twin.post(b"{", signature="sha256=0") == 403
    assert twin.post(b"{}", signature=None) == 404
    assert webhook.signatures[1:] == ["sha256=0", None]
    twin.webhook_url = "http://127.0.0.1:1/"
    with pytest.raises(ConnectionError):
        twin.post(b"{}")


def test_the_twin_knows_nothing_of_the_product() -> None:
    package = Path(__file__).parents[2] / "metatwin"
    assert not [path.name for path in package.glob("*.py") if "relaystack" in path.read_text()]

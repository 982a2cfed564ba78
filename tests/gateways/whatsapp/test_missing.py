"""Is what a webhook leaves out taken as it is plainly meant, and what it says wrongly still refused?"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bot import Bot
from gateways.whatsapp.meta_bodies import NUMBER_ID, post

from metatwin import Twin
from relaystack.engine.events import Said, Shared, Tapped
from relaystack.engine.updates import IdentityChanged, Ignored, Received, StatusChanged, Update
from relaystack.gateways.whatsapp.updates import parse

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
HEAD = {"from": "1234567890", "id": "msg_123"}
HI = {**HEAD, "text": {"body": "hi"}, "timestamp": "1234567890"}
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # no database has a say in it


def change(value: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"entry": [{"changes": [{"value": value, **more}]}]}


def only(value: dict[str, Any], **more: Any) -> Update:
    (update,) = parse(change(value, **more), NUMBER_ID, NOW)
    return update


def read(**message: Any) -> Received:
    update = only({"messages": [{**HEAD, **message}]})
    assert isinstance(update, Received)
    return update


def test_the_example_of_the_seeds_page_is_a_message_of_now() -> None:
    update = only({"messages": [HI]})
    assert isinstance(update, Received)
    assert (update.kind, update.words, update.incoming, update.at) == ("text", "hi", Said("hi"), NOW)


@pytest.mark.parametrize(
    "about",
    [{}, {"metadata": {}}, {"metadata": {"display_phone_number": "15550783881"}},
     {"metadata": {"phone_number_id": NUMBER_ID}}],
    ids=str,
)  # fmt: skip
def test_what_names_no_other_number_is_ours(about: dict[str, Any]) -> None:
    assert isinstance(only({"messages": [HI], **about}), Received)
    status = {"id": "wamid.1", "status": "read"}
    assert only({"statuses": [status], **about}) == StatusChanged("wamid.1", "read", NOW)


@pytest.mark.parametrize(
    ("value", "more", "reason"),
    [
        ({"metadata": {"phone_number_id": "106540352242923"}}, {}, "another business number"),
        ({"metadata": {"phone_number_id": ""}}, {}, "another business number"),
        ({"metadata": "106540352242922"}, {}, "another business number"),
        ({}, {"field": "history"}, "field history"),
        ({}, {"field": "standby"}, "field standby"),
        ({}, {"field": "message"}, "field message"),
        ({}, {"field": ""}, "field missing"),
        ({}, {"field": None}, "field missing"),
        ({"history": []}, {}, "field missing"),
        ({"standby": {}}, {}, "field missing"),
    ],
    ids=str,
)
def test_what_is_there_and_wrong_is_refused_as_before(value: dict[str, Any], more: dict[str, Any], reason: str) -> None:
    assert only({"messages": [HI], **value}, **more) == Ignored(reason)


@pytest.mark.parametrize(
    ("part", "kind", "incoming"),
    [
        ({"text": {"body": "hello"}}, "text", Said("hello")),
        ({"image": {"id": "1", "caption": "my passport"}}, "image", Shared("image")),
        ({"document": {"id": "1", "filename": "cv.pdf"}}, "document", Shared("document")),
        ({"audio": {"id": "1"}}, "audio", Shared("audio")),
        ({"video": {"id": "1"}}, "video", Shared("video")),
        ({"sticker": {"id": "1"}}, "sticker", Shared("sticker")),
        ({"location": {"latitude": 1, "longitude": 2}}, "location", Shared("location")),
        ({"contacts": [{"name": {"formatted_name": "Ada"}}]}, "contacts", Shared("contacts")),
        ({"order": {"catalog_id": "1"}}, "order", Shared("order")),
        ({"button": {"text": "Stop", "payload": "stop"}}, "button", Tapped("stop", "Stop")),
        ({"interactive": {"type": "list_reply", "list_reply": {"id": "a", "title": "A"}}}, "interactive",
         Tapped("a", "A")),
        ({"interactive": {"button_reply": {"id": "b", "title": "B"}}}, "interactive", Tapped("b", "B")),
        ({"reaction": {"message_id": "wamid.1", "emoji": "👍"}}, "reaction", None),
        ({"poll": {"question": "?"}}, "unknown", Shared("other")),
        ({"text": {"body": "hello"}, "image": {"id": "1"}}, "unknown", Shared("other")),
    ],
    ids=str,
)  # fmt: skip
def test_a_message_without_a_type_is_what_its_one_part_says(part: dict[str, Any], kind: str, incoming: Any) -> None:
    message = read(**part, context={"id": "wamid.0"}, timestamp="soon")
    assert (message.kind, message.incoming, message.at) == (kind, incoming, NOW)


def test_a_system_message_without_a_type_is_one() -> None:
    system = {"type": "user_changed_number", "wa_id": "15550120009"}
    assert isinstance(only({"messages": [{**HEAD, "system": system}]}), IdentityChanged)


def test_a_type_that_is_there_counts_whatever_else_is() -> None:
    assert read(type="poll", text={"body": "hello"}).kind == "poll"


@pytest.mark.parametrize("days", [0.5, 2, 6.9])
def test_what_meta_sends_again_keeps_its_own_time(days: float) -> None:
    written = NOW - timedelta(days=days)
    stamp = str(int(written.timestamp()))
    assert read(text={"body": "hi"}, timestamp=stamp).at == written
    status = only({"statuses": [{"id": "wamid.1", "status": "read", "timestamp": stamp}]})
    assert isinstance(status, StatusChanged)
    assert status.at == written


# --- from outside ---------------------------------------------------------------------------------


def test_the_example_is_recorded_and_answered(bot: Bot, twin: Twin) -> None:
    twin.says(twin.customer("John", "1234567890"), "hi")  # Meta knows of it
    assert post(bot, change({"messages": [HI]})).get_json() == {"status": "received"}
    bot.deliver()
    row = bot.one("SELECT phone, message, kind FROM whatsapp_messages WHERE direction = 'incoming'")
    assert row == {"phone": "1234567890", "message": "hi", "kind": "text"}
    assert bot.one("SELECT status FROM whatsapp_messages WHERE direction = 'outgoing'") == {"status": "sent"}


@ON_SQLITE
def test_a_day_old_redelivery_is_recorded_as_old_and_answers_nothing(bot: Bot, twin: Twin) -> None:
    """The 24-hour window counts from when it was written, however late it comes."""
    twin.says(twin.customer("Amina", "15550120001"), "hi")
    stamp = str(int(time.time()) - 2 * 86_400)
    assert post(bot, change({"messages": [{**HI, "from": "15550120001", "timestamp": stamp}]})).status_code == 200
    bot.deliver()
    row = bot.one("SELECT status, error_code FROM whatsapp_messages WHERE direction = 'outgoing'")
    assert row == {"status": "failed", "error_code": 131047}


@ON_SQLITE
def test_what_is_passed_over_is_said_with_its_reason(
    make_bot: Callable[..., Bot], caplog: pytest.LogCaptureFixture
) -> None:
    bot = make_bot()
    caplog.set_level("INFO", "relaystack")
    assert post(bot, change({"messages": [HI]}, field="history")).status_code == 200
    assert post(bot, change({"messages": [{**HI, "id": ""}, {**HI, "id": ""}]})).status_code == 200
    assert "passed over (1): field history" in caplog.text
    assert "passed over (2): a message without a usable id" in caplog.text
    assert "1234567890" not in caplog.text

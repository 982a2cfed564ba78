"""Webhook bodies as Meta writes them, for people and messages that a test makes up."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from bot import SECRET, Bot

from metatwin.bodies import encode, sign

Json = dict[str, Any]


def said(words: str, phone: str = "", bsuid: str = "", parent: str = "", id: str = "", at: float | None = None) -> Json:
    """A text message with the identifiers that are given."""
    sender = {"from": phone, "from_user_id": bsuid, "from_parent_user_id": parent}
    seconds = at if at is not None else datetime.now(UTC).timestamp()
    return {
        **{name: value for name, value in sender.items() if value},
        "id": id or f"wamid.{uuid4().hex}",
        "timestamp": str(int(seconds)),
        "type": "text",
        "text": {"body": words},
    }


def system(kind: str, **values: str) -> Json:
    """A system message; `from_` is its sender."""
    sender = {"from": values.pop("from_")} if "from_" in values else {}
    time = str(int(datetime.now(UTC).timestamp()))
    return {**sender, "id": f"wamid.{uuid4().hex}", "timestamp": time, "type": "system",
            "system": {"body": "changed", "type": kind, **values}}  # fmt: skip


def status(message_id: str, state: str, key: str = "", code: int | None = None) -> Json:
    """A status of one of our messages."""
    row: Json = {"id": message_id, "status": state, "timestamp": str(int(datetime.now(UTC).timestamp()))}
    if key:
        row["biz_opaque_callback_data"] = key
    if code is not None:
        row["errors"] = [{"code": code, "title": f"error {code}"}]
    return row


def body(bot: Bot, messages: Iterable[Json] = (), statuses: Iterable[Json] = (), contacts: Iterable[Json] = ()) -> Json:
    """One webhook body with all of these."""
    number = {"display_phone_number": "15550783881", "phone_number_id": bot.settings.phone_number_id}
    lists = {"contacts": list(contacts), "messages": list(messages), "statuses": list(statuses)}
    value = {"messaging_product": "whatsapp", "metadata": number, **{k: v for k, v in lists.items() if v}}
    changes = [{"field": "messages", "value": value}]
    return {"object": "whatsapp_business_account", "entry": [{"id": "102290129340398", "changes": changes}]}


def post(bot: Bot, messages: Iterable[Json] = (), statuses: Iterable[Json] = (), contacts: Iterable[Json] = ()) -> int:
    """Post one signed webhook; the HTTP status of the answer."""
    return post_json(bot, body(bot, messages, statuses, contacts))


def post_field(bot: Bot, field: str, **value: Any) -> int:
    """Post one signed webhook about something else than messages."""
    number = {"phone_number_id": bot.settings.phone_number_id}
    change = {"field": field, "value": {"metadata": number, **value}}
    return post_json(bot, {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]})


def post_json(bot: Bot, data: Json) -> int:
    """Post one signed webhook body; the HTTP status of the answer."""
    raw = encode(data)
    headers = {"X-Hub-Signature-256": sign(SECRET, raw)}
    client = bot.app.test_client()  # one each: a client is no matter for several threads
    return client.post("/webhook", data=raw, headers=headers, content_type="application/json").status_code

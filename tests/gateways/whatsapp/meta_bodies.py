"""Meta's webhook bodies: read from files, moved to now, written and signed as Meta does it, posted to a bot."""

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot import SECRET, Bot
from sqlalchemy import select
from werkzeug.test import TestResponse

from relaystack.models import AlarmState, DailyNumber, RolledDay
from relaystack.models.base import Base

PAYLOADS = Path(__file__).parent / "payloads"
NUMBER_ID = "106540352242922"
COUNTED = {model.__tablename__ for model in (AlarmState, DailyNumber, RolledDay)}
NAMES = sorted(file.stem for file in PAYLOADS.glob("*.json"))


def body_of(name: str) -> dict[str, Any]:
    """A file's body, with its times moved so that the newest message and the newest status come now."""
    body: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_text("utf-8"))
    for rows in (rows_of(body, "messages"), rows_of(body, "statuses")):
        shift = int(time.time()) - max((int(row["timestamp"]) for row in rows), default=0)
        for row in rows:
            row["timestamp"] = str(int(row["timestamp"]) + shift)
    return body


def values_of(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The `value` of each change."""
    return (change["value"] for entry in body["entry"] for change in entry["changes"])


def rows_of(body: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """All `messages` or `statuses` of a body."""
    return [row for value in values_of(body) for row in value.get(name, [])]


def body_with(*messages: dict[str, Any], **value: Any) -> dict[str, Any]:
    """A body with these messages."""
    metadata = {"display_phone_number": "15550783881", "phone_number_id": NUMBER_ID}
    content = {"messaging_product": "whatsapp", "metadata": metadata, "messages": list(messages), **value}
    entry = {"id": "102290129340398", "changes": [{"field": "messages", "value": content}]}
    return {"object": "whatsapp_business_account", "entry": [entry]}


def text_message(id: str, words: str, phone: str = "15550120001", **more: Any) -> dict[str, Any]:
    """A text message that comes now."""
    head = {"from": phone, "id": id, "timestamp": str(int(time.time()))}
    return {**head, "type": "text", "text": {"body": words}, **more}


def written(body: Any) -> bytes:
    """The bytes on the wire: compact, everything beyond ASCII escaped."""
    return json.dumps(body, separators=(",", ":")).encode()


def signed(raw: bytes, secret: str = SECRET) -> dict[str, str]:
    """The headers that Meta sends along."""
    signature = hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    return {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={signature}"}


def post(bot: Bot, body: Any) -> TestResponse:
    """Post a body (bytes go as they are) with Meta's signature."""
    raw = body if isinstance(body, bytes) else written(body)
    return bot.client.post("/webhook", data=raw, headers=signed(raw))


def everything(bot: Bot) -> dict[str, list[Any]]:
    """All rows of all tables but those that are counted from others, to see what a body has changed."""
    with bot.parts.database.transaction() as connection:
        tables = [table for table in Base.metadata.sorted_tables if table.name not in COUNTED]
        return {table.name: [tuple(row) for row in connection.execute(select(table))] for table in tables}


def changed(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> set[str]:
    """The tables that differ."""
    return {name for name in after if before[name] != after[name]}

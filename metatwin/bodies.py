"""Which bytes does Meta post to a webhook?"""

import hashlib
import hmac
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from metatwin.customers import Customer
from metatwin.errors import status_error
from metatwin.json_types import Json
from metatwin.messages import Sent


@dataclass(frozen=True)
class Business:
    """The business number that the twin plays Meta for."""

    phone_number_id: str
    display_phone_number: str
    token: str
    app_secret: str
    waba_id: str


def contact(customer: Customer) -> Json:
    """One row of `contacts`."""
    profile = _present({"name": customer.name, "username": customer.username})
    identity = {
        "wa_id": customer.visible_phone,
        "user_id": customer.bsuid,
        "parent_user_id": customer.parent_bsuid,
    }
    return {"profile": profile, **_present(identity)}


def message(customer: Customer, wamid: str, content: Json, at: datetime) -> Json:
    """One row of `messages`; what the content says of itself goes first."""
    sender = {
        "from": customer.visible_phone,
        "from_user_id": customer.bsuid,
        "from_parent_user_id": customer.parent_bsuid,
    }
    return {**_present(sender), "id": wamid, "timestamp": seconds(at), **content}


def status(sent: Sent, customer: Customer, name: str, at: datetime, code: int | None = None) -> Json:
    """One row of `statuses`, as it looks since v24.0."""
    to_phone = bool(sent.to)
    failed = name == "failed"
    row = {
        "id": sent.wamid,
        "status": name,
        "timestamp": seconds(at),
        "recipient_id": customer.phone if to_phone or customer.shows_phone else None,
        "recipient_user_id": None if failed and to_phone else customer.bsuid,
        "recipient_parent_user_id": None if failed and to_phone else customer.parent_bsuid,
        "biz_opaque_callback_data": sent.callback_data,
        "pricing": sent.price if name in ("sent", "delivered") and sent.price else None,
        "errors": [status_error(code)] if code is not None else None,
    }
    return _present(row)


def envelope(
    business: Business,
    contacts: Iterable[Json] = (),
    messages: Iterable[Json] = (),
    statuses: Iterable[Json] = (),
) -> Json:
    """A whole body with one change of the field `messages`."""
    metadata = {
        "display_phone_number": business.display_phone_number,
        "phone_number_id": business.phone_number_id,
    }
    lists = {"contacts": _unique(contacts), "messages": list(messages), "statuses": list(statuses)}
    value: Json = {"messaging_product": "whatsapp", "metadata": metadata}
    value |= {name: rows for name, rows in lists.items() if rows}
    change = {"value": value, "field": "messages"}
    return {"object": "whatsapp_business_account", "entry": [{"id": business.waba_id, "changes": [change]}]}


def preference(business: Business, customer: Customer, wanted: bool) -> Json:
    """The value of the field `user_preferences`; its time is a number."""
    row = {
        "wa_id": customer.visible_phone, "user_id": customer.bsuid, "category": "marketing_messages",
        "value": "resume" if wanted else "stop", "timestamp": int(time.time()),
    }  # fmt: skip
    metadata = {"phone_number_id": business.phone_number_id, "display_phone_number": business.display_phone_number}
    return {"messaging_product": "whatsapp", "metadata": metadata, "user_preferences": [_present(row)]}


def news(business: Business, change: Json) -> Json:
    """A whole body with one change of another field; its time is a number."""
    entry = {"id": business.waba_id, "time": int(time.time()), "changes": [change]}
    return {"object": "whatsapp_business_account", "entry": [entry]}


def encode(body: Json) -> bytes:
    """Compact JSON; what is not ASCII is escaped with lower-case hex digits, as Meta does it."""
    return json.dumps(body, separators=(",", ":")).encode()


def sign(app_secret: str, raw: bytes) -> str:
    """The value of X-Hub-Signature-256."""
    return "sha256=" + hmac.new(app_secret.encode(), raw, hashlib.sha256).hexdigest()


def seconds(at: datetime) -> str:
    """A time in webhooks: seconds since 1970, as a string."""
    return str(int(at.timestamp()))


def _present(row: Json) -> Json:
    return {key: value for key, value in row.items() if value is not None}


def _unique(rows: Iterable[Json]) -> list[Json]:
    unique: list[Json] = []
    for row in rows:
        if row not in unique:
            unique.append(row)
    return unique

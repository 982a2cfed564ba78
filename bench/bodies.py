"""Which signed bytes does Meta post? As metatwin writes them, filled into templates to cost little CPU."""

import hashlib
import hmac
import time
from collections.abc import Sequence

NUMBER_ID = "106540352242922"
SECRET = b"5b0e92d7c41fa6833de017b9f24c"  # production takes none that can be guessed
RANGE, FACTOR = 10_000_000_000, 7_368_787_531
TOKEN = "bench-token"  # noqa: S105 (opens nothing)

_ENVELOPE = (
    '{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":{"messaging_product":'
    '"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":"' + NUMBER_ID + '"},%s},'
    '"field":"messages"}]}]}'
)
_MESSAGE = _ENVELOPE % (
    '"contacts":[{"profile":{"name":"Person %(person)s"},"wa_id":"%(phone)s","user_id":"US.%(phone)s"}],'
    '"messages":[{"from":"%(phone)s","from_user_id":"US.%(phone)s","id":"%(wamid)s","timestamp":"%(at)d",'
    '"type":"text","text":{"body":"%(words)s"}}]'
)
_STATUS = (
    '{"id":"%s","status":"%s","timestamp":"%d","recipient_id":"%s","recipient_user_id":"US.%s"'
    ',"biz_opaque_callback_data":"%s"%s}'
)
_CONTACT = '{"profile":{"name":"Person"},"wa_id":"%s","user_id":"US.%s"}'
_PRICING = ',"pricing":{"billable":true,"pricing_model":"PMP","type":"regular","category":"service"}'
Status = tuple[str, str, str, str]  # wamid, status, phone, callback data


def signature(body: bytes) -> bytes:
    """The value of X-Hub-Signature-256."""
    return b"sha256=" + hmac.digest(SECRET, body, hashlib.sha256).hex().encode()


def phone_of(person: int) -> str:
    """A number per person, spread over the whole range so that no index is filled from one end."""
    return str(scattered(person))


def scattered(number: int) -> int:
    """Another number for each: eleven digits, in no order. bench/fill.py says the same in SQL."""
    return RANGE + number * FACTOR % RANGE


def wamid_of(index: int, salt: str) -> str:
    """An id like Meta's: long, and in no order."""
    return "wamid." + hashlib.blake2b(f"{salt}{index}".encode(), digest_size=20).hexdigest().upper() + "AA=="


def message(person: int, words: str, wamid: str) -> bytes:
    """A text message."""
    values = {"person": person, "phone": phone_of(person), "wamid": wamid, "at": time.time(), "words": words}
    return (_MESSAGE % values).encode()


def statuses(rows: Sequence[Status]) -> bytes:
    """One body with these statuses."""
    now = int(time.time())
    written = ",".join(
        _STATUS % (wamid, status, now, phone, phone, key, "" if status == "read" else _PRICING)
        for wamid, status, phone, key in rows
    )
    contacts = ",".join(_CONTACT % (phone, phone) for phone in {row[2] for row in rows})
    return _ENVELOPE.replace("%s", f'"contacts":[{contacts}],"statuses":[{written}]').encode()

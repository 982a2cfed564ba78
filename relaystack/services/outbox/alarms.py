"""Staff are told by e-mail, once, that Meta takes no messages from us until a person acts."""

import logging
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row

from . import outbox

log = logging.getLogger(__name__)

OVER = timedelta(days=1)  # without that trouble: when it comes back after that, it is told again
PAYMENT = 131042
_PAYMENT = [
    "It is about the payment for WhatsApp: look at WhatsApp Manager > Billing, whether there is a valid payment method",
    "and nothing is overdue.",
]
_BY_ITSELF = [
    "Nothing is lost: what customers would have got waits, and goes out while their 24 hours last. Once it is mended,",
    "sending goes on by itself within a few minutes; whoever runs the server can let it go on at once.",
]
_BY_STAFF = [
    "Answers to customers go on. Once it is mended, whoever runs the server must let these go on again.",
]


def is_news(row: Row[Any] | None, code: int, now: datetime) -> bool:
    """Whether staff do not know of this trouble yet, by the carrier's row from before."""
    if row is None or row.told_at is None or row.told_code != code:
        return True
    if row.resumed_at is not None and row.resumed_at > row.told_at:
        return True
    return row.stopped_at is None and bool(now - row.told_at > OVER)


def tell(
    connection: Connection, name: str, known_as: str, code: int, reason: str, now: datetime, *, by_itself: bool
) -> None:
    """Say it in the log and by e-mail; of what staff know by no name the health page says enough.

    `by_itself`: it goes on without staff once it is mended.
    """
    log.warning("%s: sending stops: %s (%s)", name, reason, code)
    if not known_as:
        return
    subject = f"{known_as} cannot be sent (code {code})"
    text = [
        f"Meta has refused since {now:%d %B %Y %H:%M} UTC, code {code}: {reason}", "",
        *(_PAYMENT if code == PAYMENT else []), *(_BY_ITSELF if by_itself else _BY_STAFF),
    ]  # fmt: skip
    mail = {"subject": subject, "text": "\n".join(text)}
    key = f"stopped/{name}/{code}/{now:%Y%m%dT%H%M%S%f}/alarm"
    item = {"key": key, "carrier": outbox.MAIL, "contact_id": None, "payload": mail, "due_at": now}
    outbox.post(connection, [item], now)

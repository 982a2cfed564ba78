"""What is stopped until a person acts, staff hear of once: from Meta's refusal on, whichever way that comes."""

import logging
from datetime import datetime

from sqlalchemy import Connection

from ..outbox import carrier_states
from . import news
from .hearing import Topic
from .news import NOBODY, Notice

log = logging.getLogger(__name__)

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


def stop(
    connection: Connection, name: str, code: int, reason: str, now: datetime, began: datetime | None = None, *,
    known_as: str,
) -> None:  # fmt: skip
    """Stop a carrier, or a kind of messages (`carrier_states.stop`), and tell staff what they do not know yet.

    They are told of it as it is `known_as`; of what they know by no name the health page says enough.
    """
    if carrier_states.stop(connection, name, code, reason, now, began):
        _tell(connection, name, known_as, code, reason[:300], now)


def _tell(connection: Connection, name: str, known_as: str, code: int, reason: str, now: datetime) -> None:
    """Say it in the log and by e-mail."""
    log.warning("%s: sending stops: %s (%s)", name, reason, code)
    if not known_as:
        return
    subject = f"{known_as} cannot be sent (code {code})"
    text = [
        f"Meta has refused since {now:%d %B %Y %H:%M} UTC, code {code}: {reason}", "",
        *(_PAYMENT if code == PAYMENT else []), *(_BY_STAFF if name in carrier_states.KINDS else _BY_ITSELF),
    ]  # fmt: skip
    key = f"stopped/{name}/{code}/{now:%Y%m%dT%H%M%S%f}/alarm"
    notice = Notice(key=key, topic=Topic.ALARM, subject=subject, text="\n".join(text), about=NOBODY)
    news.tell(connection, [notice], now)

"""How does the program count what it does? Labels are few and never personal."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from relaystack.engine.updates import AccountTrouble, Ignored, Received, StatusChanged, Update
from relaystack.errors import DeliveryError, Throttled

from .meters import meters

KINDS = frozenset(
    {"text", "image", "video", "audio", "voice", "document", "sticker", "location", "contacts", "button", "interactive",
     "order", "reaction", "edit", "revoke", "request_welcome", "unsupported"}
)  # fmt: skip
STATUSES = frozenset({"sent", "delivered", "read", "failed", "played", "deleted"})
REASONS = (  # how the reasons of what is passed over begin
    "field", "another business number", "a message without a usable id", "a group message", "system message",
    "a message without a sender", "our own number", "not a webhook body",
    "user preference", "account update", "number update", "another business account",
    "a restriction", "a status without", "a status of a group", "a template without",
)  # fmt: skip


@cache
def _one(name: str, *labels: str) -> Any:
    """The number with these labels: there are few, and looking one up anew would cost more than counting."""
    return getattr(meters(), name).labels(*labels)


def webhook_answered(status: int, seconds: float) -> None:
    """A webhook was answered with that HTTP status."""
    _one("webhooks", str(status)).observe(seconds)


def taken_in(updates: Sequence[Update], handled: int) -> None:
    """What one webhook held; of its messages and statuses so many were new, or set aside."""
    counts = Counter(filter(None, map(_label, updates)))
    for labels, amount in counts.items():
        _one(*labels).inc(amount)
    known = sum(amount for (name, *_), amount in counts.items() if name in ("inbound", "statuses")) - handled
    if known > 0:
        meters().repeated.inc(known)


def _label(update: Update) -> tuple[str, ...] | None:
    match update:
        case Received(kind=kind):
            return ("inbound", kind if kind in KINDS else "other")
        case StatusChanged(status=status, error_code=code):
            return ("statuses", status if status in STATUSES else "other", str(code or 0))
        case AccountTrouble(code=code):
            return ("troubles", str(code))
        case Ignored(reason=reason):
            return ("ignored", next((known for known in REASONS if reason.startswith(known)), "other"))
    return None


def refused(kind: str) -> None:
    """Somebody was refused at a door; the kinds are those of security_events.py."""
    _one("security", kind).inc()


def carrier_called(carrier: str, seconds: float) -> None:
    """A carrier was asked to deliver an item; it took so long."""
    _one("calls", carrier).observe(seconds)


def delivery_failed(carrier: str, error: DeliveryError) -> None:
    """An attempt failed; what that means for the item is another matter."""
    kind = type(error).__name__.lower() + (f"_{error.scope}" if isinstance(error, Throttled) else "")
    _one("failures", carrier, kind, str(error.code)).inc()


def settled(outcomes: Iterable[tuple[str, str, int]]) -> None:
    """What became of a batch of items: carrier, state, error code."""
    for (carrier, state, code), amount in Counter(outcomes).items():
        _one("outbound", carrier, state, str(code)).inc(amount)


def replied(seconds: float) -> None:
    """A reply was accepted so long after its cause had been taken in."""
    meters().replies.observe(max(seconds, 0.0))


def given_up_on_client(why: str) -> None:
    """A connection or a request is waited for no longer."""
    _one("impatience", why).inc()

"""What Stripe tells by its webhook: whether it is Stripe's, and what it says of a payment of ours."""

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from typing import Any

from relaystack.engine.payments import Heard, PaymentHeard

TOLERANCE = 300  # seconds between Stripe's clock and ours; each try of Stripe's is signed anew
_LOOK = re.compile(r"t=\d{1,12}(,v\d=[0-9a-f]{64}){1,8}")
_PAID = ("checkout.session.completed", "checkout.session.async_payment_succeeded")
_REFUND_CHANGED = ("refund.failed", "refund.updated", "charge.refund.updated")
_CLOSED = ("checkout.session.expired", "checkout.session.async_payment_failed")


def looks_signed(header: str) -> bool:
    """Whether there is a signature at all, that is worth reading a body for."""
    return bool(_LOOK.fullmatch(header))


def is_genuine(body: bytes, header: str, secrets: Sequence[str], now: float) -> bool:
    """Whether `Stripe-Signature` fits the raw bytes under one of the secrets, and is not an old one sent again."""
    if not looks_signed(header):
        return False
    parts = [part.partition("=")[::2] for part in header.split(",")]
    at, given = parts[0][1], [value for name, value in parts[1:] if name == "v1"]
    fits = [hmac.compare_digest(sign(body, secret, at), one) for secret in secrets for one in given]
    return any(fits) and abs(now - int(at)) <= TOLERANCE


def sign(body: bytes, secret: str, at: str) -> str:
    """What stands after `v1=` for a body that is sent at that second."""
    return hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()


def parse(data: Any) -> PaymentHeard | None:
    """What an event says; None where it is none of ours. Nothing raises: an account may be used by others too."""
    kind, object = _at(data, "type"), _at(data, "data", "object")
    if kind in _PAID or kind in _CLOSED:
        return heard_of(object, is_over=kind in _CLOSED)
    if kind == "charge.refunded" and _at(object, "refunded") is True:
        return PaymentHeard(Heard.REFUNDED, _text(object, "metadata", "reference"))
    if kind in _REFUND_CHANGED and _at(object, "status") in ("failed", "canceled"):
        return PaymentHeard(Heard.NOT_REFUNDED, _text(object, "metadata", "reference"))
    return None


def heard_of(session: Any, *, is_over: bool = False) -> PaymentHeard | None:
    """What a Checkout session says: paid, closed, or nothing yet (a slow way of paying)."""
    reference, amount = _text(session, "metadata", "reference"), _at(session, "amount_total")
    if not reference:
        return None
    if is_over or _at(session, "status") == "expired":
        return PaymentHeard(Heard.CLOSED, reference)
    if _at(session, "status") != "complete" or _at(session, "payment_status") != "paid":
        return None
    charge, currency = _text(session, "payment_intent"), _text(session, "currency")
    amount = amount if isinstance(amount, int) else 0
    return PaymentHeard(Heard.PAID, reference, _text(session, "id"), "", charge, amount, currency)


def _text(data: Any, *path: str) -> str:
    found = _at(data, *path)
    return found if isinstance(found, str) and len(found) < 500 and found.isprintable() else ""


def _at(data: Any, *path: str) -> Any:
    for name in path:
        data = data.get(name) if isinstance(data, Mapping) else None
    return data

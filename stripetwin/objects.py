"""Sessions, refunds and events as Stripe shapes them, as far as anybody reads them here."""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


class Refusal(Exception):
    """What Stripe answers when it says no."""

    def __init__(self, status: int, message: str, code: str = "", kind: str = "invalid_request_error") -> None:
        super().__init__(message)
        self.status = status
        self.body: Json = {"error": {"type": kind, "code": code or None, "message": message}}


def new_id(prefix: str) -> str:
    """An id that was never used."""
    return f"{prefix}_{secrets.token_hex(12)}"


@dataclass
class Session:
    """A page where something is paid, and what came of it."""

    asked: Mapping[str, str]
    amount: int
    url: str = ""
    id: str = field(default_factory=lambda: new_id("cs_test"))
    created: int = field(default_factory=lambda: int(time.time()))
    status: str = "open"
    payment_status: str = "unpaid"
    intent: str = ""
    refunded: bool = False

    def metadata(self, of: str) -> Json:
        """What the caller wants kept."""
        begin = f"{of}["
        return {name[len(begin) : -1]: value for name, value in self.asked.items() if name.startswith(begin)}

    @property
    def body(self) -> Json:
        """As Stripe answers it."""
        asked = self.asked
        return {
            "id": self.id, "object": "checkout.session", "created": self.created, "livemode": False, "mode": "payment",
            "status": self.status, "payment_status": self.payment_status, "amount_total": self.amount,
            "amount_subtotal": self.amount, "currency": asked["line_items[0][price_data][currency]"],
            "client_reference_id": asked.get("client_reference_id"), "metadata": self.metadata("metadata"),
            "payment_intent": self.intent or None, "expires_at": int(asked["expires_at"]),
            "success_url": asked["success_url"], "cancel_url": asked.get("cancel_url"),
            "url": self.url if self.status == "open" else None, "locale": asked.get("locale"),
            "payment_method_types": ["card"],
        }  # fmt: skip

    @property
    def charge(self) -> Json:
        """The charge of its payment."""
        return {"id": "ch_" + self.intent[3:], "object": "charge", "amount": self.amount, "refunded": self.refunded,
                "payment_intent": self.intent, "metadata": self.metadata("payment_intent_data[metadata]")}  # fmt: skip


def event(kind: str, object: Json) -> Json:
    """What Stripe tells of it."""
    return {"id": new_id("evt"), "object": "event", "api_version": None, "created": int(time.time()), "type": kind,
            "livemode": False, "pending_webhooks": 1, "data": {"object": object},
            "request": {"id": None, "idempotency_key": None}}  # fmt: skip

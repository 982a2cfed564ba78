"""What Stripe keeps, and by which rules it takes or refuses what it is asked."""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from .objects import Json, Refusal, Session, new_id

SOONEST, LATEST = 30 * 60, 24 * 3600  # seconds from now within which a page must end
_REQUIRED = (
    "line_items[0][quantity]", "line_items[0][price_data][currency]", "line_items[0][price_data][unit_amount]",
    "line_items[0][price_data][product_data][name]", "success_url", "expires_at",
)  # fmt: skip
_TOO_NEAR = "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation."
_NOT_OPEN = (
    'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of "{}".'
)


class Book:
    """Sessions and refunds, and the answers that were given to each Idempotency-Key."""

    def __init__(self, address: Callable[[], str]) -> None:
        self.sessions: dict[str, Session] = {}
        self.refunds: list[Json] = []
        self.lock = threading.RLock()
        self._address = address
        self._answers: dict[str, tuple[Any, int, Json]] = {}

    def once(self, key: str, asked: tuple[str, Mapping[str, str]], do: Callable[[], Json]) -> tuple[int, Json]:
        """Do it, or give the answer that the key got before; a key that asked for something else is refused."""
        with self.lock:
            if key in self._answers:
                before, status, body = self._answers[key]
                if before != asked:
                    raise Refusal(400, "Keys for idempotent requests can only be used with the same parameters they"
                                  " were first used with.", kind="idempotency_error")  # fmt: skip
                return status, body
            try:
                status, body = 200, do()
            except Refusal as refusal:
                status, body = refusal.status, refusal.body
            if key:
                self._answers[key] = asked, status, body
            return status, body

    def create(self, asked: Mapping[str, str]) -> Json:
        """A new page."""
        for name in _REQUIRED:
            if not asked.get(name):
                raise Refusal(400, f"Missing required param: {name}.", "parameter_missing")
        if asked.get("mode") != "payment":
            raise Refusal(400, "This twin knows the mode `payment` alone.")
        away = int(asked["expires_at"]) - time.time()
        if not SOONEST <= away <= LATEST:
            raise Refusal(400, _TOO_NEAR)
        amount = int(asked["line_items[0][price_data][unit_amount]"]) * int(asked["line_items[0][quantity]"])
        session = Session(dict(asked), amount)
        session.url = f"{self._address()}/pay/{session.id}"
        self.sessions[session.id] = session
        return session.body

    def session(self, id: str) -> Session:
        """One of them; it ends by itself in time."""
        session = self.sessions.get(id)
        if session is None:
            raise Refusal(404, f"No such checkout.session: {id}", "resource_missing")
        if session.status == "open" and time.time() > int(session.asked["expires_at"]):
            session.status = "expired"
        return session

    def expire(self, id: str) -> Session:
        """End a page; one that is complete stays so."""
        session = self.session(id)
        if session.status != "open":
            raise Refusal(400, _NOT_OPEN.format(session.status))
        session.status = "expired"
        return session

    def pay(self, id: str) -> Session:
        """Somebody pays on the page."""
        with self.lock:
            session = self.session(id)
            if session.status != "open":
                raise Refusal(400, f"This page is {session.status}.")
            session.status, session.payment_status, session.intent = "complete", "paid", new_id("pi")
            return session

    def refund(self, asked: Mapping[str, str]) -> tuple[Json, Session]:
        """Send everything back, once."""
        found = (one for one in self.sessions.values() if one.intent and one.intent == asked.get("payment_intent"))
        session = next(found, None)
        if session is None:
            raise Refusal(404, f"No such payment_intent: {asked.get('payment_intent')}", "resource_missing")
        if session.refunded:
            raise Refusal(400, "Charge has already been refunded.", "charge_already_refunded")
        session.refunded = True
        refund = {"id": new_id("re"), "object": "refund", "amount": session.amount, "status": "succeeded",
                  "payment_intent": session.intent, "currency": session.body["currency"],
                  "created": int(time.time())}  # fmt: skip
        self.refunds.append(refund)
        return refund, session

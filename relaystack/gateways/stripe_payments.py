"""Payments by Stripe's Checkout: a page to pay on, its end, and refunds. Stripe's library is the extra `payments`."""

from collections.abc import Awaitable, Callable, Mapping
from functools import cached_property
from importlib.util import find_spec
from typing import Any

from relaystack.engine.carrier import Delivered, OutgoingItem
from relaystack.engine.payments import Ask, Heard, PaymentHeard
from relaystack.errors import DeliveryError, Refused, Stopped, Temporary, Throttled

from .http import TIMEOUT, Http
from .stripe_events import heard_of

CAN_PAY = find_spec("stripe") is not None  # extra `payments`
VERSION = "2026-10-28.endive"  # of Stripe's API, whatever the account is set to
LANGUAGES = {"pt": "pt", "zh": "zh", "en": "en", "es": "es", "fr": "fr", "ru": "ru"}  # that Stripe's page speaks


class StripePayments:
    """The carrier of payments. Stripe does a thing once for each key: that of the item."""

    def __init__(self, http: Http, url: str, key: str, site: str) -> None:
        self._http, self._url, self._key, self._site = http, url, key, site

    async def deliver(self, outgoing: OutgoingItem) -> Delivered:
        """Ask Stripe once; what it says is news for whom the payment is of."""
        asked = outgoing.payload
        match Ask(asked["ask"]):
            case Ask.OPEN if asked.get("state") != "open":
                return Delivered(asked=False)  # it was called off before its page was made
            case Ask.OPEN:
                return Delivered(event=await self._opened(asked, outgoing.key))
            case Ask.CLOSE:
                return Delivered(event=await self._closed(asked, outgoing.key))
            case Ask.REFUND:
                return Delivered(event=await self._refunded(asked, outgoing.key))

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def _opened(self, asked: Mapping[str, Any], key: str) -> PaymentHeard:
        reference, back = asked["reference"], f"{self._site}/payments/thanks?language={asked['language']}"
        price = {"currency": asked["currency"].lower(), "unit_amount": asked["amount"],
                 "product_data": {"name": asked["about"][:250]}}  # fmt: skip
        session = await self._ask(lambda: self._sessions.create_async(
            {"mode": "payment", "client_reference_id": str(asked["booking"]), "metadata": {"reference": reference},
             "payment_intent_data": {"metadata": {"reference": reference}},
             "line_items": [{"price_data": price, "quantity": 1}], "expires_at": asked["until"],
             "locale": LANGUAGES.get(asked["language"], "auto"), "success_url": back, "cancel_url": back + "&unpaid=1"},
            {"idempotency_key": key},
        ))  # fmt: skip
        return PaymentHeard(Heard.OPENED, reference, session.id, session.url)

    async def _closed(self, asked: Mapping[str, Any], key: str) -> PaymentHeard | None:
        """What can be paid no more was not paid; where Stripe says that it is complete, it was."""
        reference, session = asked["reference"], asked.get("session")
        if not session:
            return PaymentHeard(Heard.CLOSED, reference)
        try:
            await self._ask(lambda: self._sessions.expire_async(session, {}, {"idempotency_key": key}))
        except Refused:
            try:
                found = await self._ask(lambda: self._sessions.retrieve_async(session))
            except Refused:  # not of this account (any more): nobody pays there
                return PaymentHeard(Heard.CLOSED, reference)
            return heard_of(found.to_dict())
        return PaymentHeard(Heard.CLOSED, reference)

    async def _refunded(self, asked: Mapping[str, Any], key: str) -> PaymentHeard:
        what = {"payment_intent": asked["charge"], "metadata": {"reference": asked["reference"]}}
        try:
            refund = await self._ask(lambda: self._client.v1.refunds.create_async(what, {"idempotency_key": key}))
            if refund.status in ("failed", "canceled"):
                raise Refused(f"Stripe says that the refund is {refund.status}")
        except Refused as refused:
            if "charge_already_refunded" not in str(refused):
                raise
        return PaymentHeard(Heard.REFUNDED, asked["reference"])

    async def _ask(self, ask: Callable[[], Awaitable[Any]]) -> Any:
        import stripe

        try:
            return await ask()
        except stripe.StripeError as error:
            raise _meant(error) from error

    @cached_property
    def _client(self) -> Any:
        import stripe  # a third of a second, and only where payments are taken

        http = stripe.AIOHTTPClient(timeout=TIMEOUT, session=self._http.session)
        return stripe.StripeClient(
            self._key, stripe_version=VERSION, base_addresses={"api": self._url}, http_client=http,
            max_network_retries=0,  # the outbox tries again
        )  # fmt: skip

    @property
    def _sessions(self) -> Any:
        return self._client.v1.checkout.sessions


def _meant(error: Any) -> DeliveryError:
    """What an error of Stripe's means for the item."""
    import stripe

    status, code = error.http_status or 0, error.code or type(error).__name__
    if isinstance(error, stripe.AuthenticationError | stripe.PermissionError):
        return Stopped("Stripe does not accept STRIPE_SECRET_KEY", status)
    if status == 429:
        return Throttled("Stripe asks to go slower", 429, "carrier")
    if isinstance(error, stripe.APIConnectionError) or status >= 500 or status == 409:
        return Temporary(f"Stripe has trouble: {code}", status, wait=2.0)
    return Refused(f"Stripe refuses: {code}", status)

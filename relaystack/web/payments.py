"""The payment provider's door, and the page to which people come back from paying."""

import json
import logging
import time
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template_string, request

from relaystack import security_events
from relaystack.engine import bidi
from relaystack.engine.flow import Book
from relaystack.engine.payments import PaymentHeard
from relaystack.gateways.stripe_events import is_genuine, looks_signed, parse

log = logging.getLogger(__name__)
LARGEST = 512 * 1024
_NOT_STRIPES = "Stripe-Signature does not fit: it must be made with STRIPE_WEBHOOK_SECRET, at most five minutes ago."
_STYLE = (
    ":root{color-scheme:light dark}body{margin:0;font:1.125rem/1.6 system-ui,sans-serif}"
    "main{max-width:32rem;margin:20vh auto 0;padding:0 1.5rem;text-align:center}h1{font-size:1.25rem;font-weight:600}"
)
_PAGE = (
    '<!doctype html><html lang="{{ language }}" dir="{{ dir }}"><head><meta charset="utf-8">'
    '<title>{{ company }}</title><meta name="viewport" content="width=device-width, initial-scale=1"><style>'
    + _STYLE
    + "</style></head>"
    "<body><main><h1>{{ company }}</h1><p>{{ words }}</p></main></body></html>"
)
_POLICY = (  # what every answer says, but for the one style above
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class PaymentDoor:
    """What the door needs: the secrets that sign, where news go, whom to wake, and the words of now."""

    secrets: Sequence[str]
    take_in: Callable[[PaymentHeard, str], bool]
    wake: Callable[[], None]
    book: Callable[[], Book]


def blueprint(door: PaymentDoor) -> Blueprint:
    """POST /payments/stripe, GET /payments/thanks."""
    routes = Blueprint("payments", __name__)

    @routes.post("/payments/stripe")
    def receive() -> Response:
        """Take news of a payment in. Whatever is none of ours is accepted too: else it would come for days."""
        data = _let_in(door.secrets)
        said = parse(data)
        if said and door.take_in(said, f"stripe/{said.reference}/{said.what}"):
            door.wake()
        elif said:
            log.warning("Stripe tells of a payment that is not known here: look at it there (%s)", said.what)
        return Response('{"received": true}', mimetype="application/json")

    @routes.get("/payments/thanks")
    def thanks() -> Response:
        """Who comes back from the page has paid, or not: it says that the answer comes in the chat."""
        book = door.book()
        asked = request.args.get("language", "")
        language = asked if asked in book.languages else str(book.brand["language"])
        words = book.phrases["payment_back" if "unpaid" in request.args else "payment_thanks"].fill(language, {})
        page = render_template_string(
            _PAGE, language=language, company=book.brand["name"], words=words,
            dir="rtl" if language in bidi.RIGHT_TO_LEFT else "ltr",
        )  # fmt: skip
        return make_response(page, {"Content-Security-Policy": _POLICY})

    return routes


def _let_in(secrets: Sequence[str]) -> Any:
    """The body, if Stripe has sent it just now."""
    signature = request.headers.get("Stripe-Signature", "")
    if not secrets:
        abort(404, "No payments are taken here.")
    if not looks_signed(signature):
        security_events.record("signature_wrong" if signature else "signature_missing")
        abort(403, _NOT_STRIPES)
    if (request.content_length or 0) > LARGEST:
        abort(413)
    body = request.get_data(cache=False)
    if len(body) > LARGEST:
        abort(413)
    if not is_genuine(body, signature, secrets, time.time()):
        security_events.record("signature_wrong")
        abort(403, _NOT_STRIPES)
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        abort(400, "The body is not JSON.")

"""Meta's door: the verification request, and updates."""

import hmac
import json
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, request
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.wsgi import get_content_length, get_input_stream

from relaystack import metrics, security_events
from relaystack.engine.updates import Update
from relaystack.gateways.whatsapp.signature import is_genuine, looks_signed
from relaystack.gateways.whatsapp.updates import parse
from relaystack.seldom import Seldom
from relaystack.services.receiving.take_in import DatabaseAway, TakenIn

from . import access
from .bodies import Refused

log = logging.getLogger(__name__)
_told = Seldom(log)

LARGEST_BODY = 3 * 1024 * 1024  # Meta's bodies have up to 3 MB (CLOUD_API, section 1)


@dataclass(frozen=True)
class WebhookSettings:
    """What the webhook needs: our secrets and number, where updates are taken in, whom to wake."""

    app_secrets: Sequence[str]
    verify_token: str
    number_id: str
    unsigned: bool  # development without APP_SECRET: this machine need not sign
    take_in: Callable[[Sequence[Update]], Future[TakenIn]]
    wake: Callable[[], None]
    account_id: str = ""  # whose message templates are ours

    def refuse_unsigned(self, signature: str | None, caller: Callable[[], access.Caller]) -> None:
        """Refuse, before its body is read, what carries no signature at all, or comes from elsewhere where none can."""
        if not self.unsigned:
            if not looks_signed(signature):
                security_events.record("signature_wrong" if signature else "signature_missing")
                raise Refused(403)
        elif why := access.stranger(caller()):
            security_events.record("local_refused")
            _told.warn("a webhook was refused: without APP_SECRET they come from this machine alone, and %s", why)
            raise Refused(403)

    def let_in(self, body: bytes, signature: str | None) -> Future[TakenIn]:
        """Begin to take a webhook body in, or raise Refused."""
        if len(body) > LARGEST_BODY:
            raise Refused(413)
        if not self.unsigned and not is_genuine(body, signature, self.app_secrets):
            security_events.record("signature_wrong" if signature else "signature_missing")
            raise Refused(403)
        try:
            data = json.loads(body, parse_constant=_refuse)
        except (ValueError, RecursionError) as error:
            raise Refused(400) from error
        return self.take_in(parse(data, self.number_id, account_id=self.account_id))

    def code(self, taken: Future[TakenIn]) -> int:
        """The HTTP status for what was let in: 200 when all of it is kept."""
        try:
            if taken.result().posted:
                self.wake()
        except DatabaseAway as away:
            log.error("webhook not taken in, the database is away: %s", away)
            return 503
        return 200


def _refuse(constant: str) -> None:
    """Python would read NaN and Infinity, which JSON does not have and databases do not take."""
    raise ValueError(f"{constant} is not JSON")


_UNVERIFIED = "hub.verify_token is not VERIFY_TOKEN, or hub.mode is not subscribe."
_REFUSALS = {
    400: "The body is not JSON.",
    403: "X-Hub-Signature-256 does not fit: it must be made with this app's secret (APP_SECRET) over the raw body. "
    "Without APP_SECRET, in development, only programs on this machine may leave it out.",
    408: "The body came too slowly; nothing was done.",
    413: "The body is larger than 3 MB, or came in too many small pieces.",
    500: "Something went wrong on our side; it is in the log.",
    503: "The database is away; send again later.",
}
_ANSWERS = {200: json.dumps({"status": "received"}).encode()} | {
    code: json.dumps({"error": words, "status": code}).encode() for code, words in _REFUSALS.items()
}


def answered(code: int, began: float) -> bytes:
    """The body of the answer to a webhook that came at that time by `perf_counter`; anything but 200 makes Meta
    send it again."""
    metrics.webhook_answered(code, time.perf_counter() - began)
    return _ANSWERS[code]


def failed(error: Exception) -> int:
    """The HTTP status for what should not have happened."""
    log.error("a webhook failed: %s", type(error).__name__, exc_info=error)
    return 500


def blueprint(webhook_settings: WebhookSettings) -> Blueprint:
    """GET and POST /webhook. Served as ASGI, the second is answered before Flask: see asgi.py."""
    routes = Blueprint("webhook", __name__)

    @routes.get("/webhook")
    def verify() -> Response:
        """Meta asks whether this address is ours: answer the challenge if it knows our token."""
        given = request.args.get("hub.verify_token", "").encode()
        known = bool(webhook_settings.verify_token) and hmac.compare_digest(
            given, webhook_settings.verify_token.encode()
        )
        if request.args.get("hub.mode") != "subscribe" or not known:
            security_events.record("verify_token_wrong")
            abort(403, _UNVERIFIED if webhook_settings.verify_token else "VERIFY_TOKEN is not set here.")
        return Response(request.args.get("hub.challenge", ""), mimetype="text/plain")

    @routes.post("/webhook")
    def receive() -> Response:
        """Take updates in."""
        began = time.perf_counter()
        code = _receive(request.environ, webhook_settings)
        return Response(answered(code, began), code, mimetype="application/json")

    return routes


def _receive(environ: dict[str, Any], webhook_settings: WebhookSettings) -> int:
    """The HTTP status for a request."""
    signature, length = environ.get("HTTP_X_HUB_SIGNATURE_256"), get_content_length(environ)
    try:
        if length is not None and length <= LARGEST_BODY:  # of chunks nobody knows how many come
            webhook_settings.refuse_unsigned(signature, access.of_request)
        # Chunks are cut at the limit without a word: one byte more tells.
        body = get_input_stream(environ, max_content_length=LARGEST_BODY + 1).read()
        if len(body) <= LARGEST_BODY:
            webhook_settings.refuse_unsigned(signature, access.of_request)
        return webhook_settings.code(webhook_settings.let_in(body, signature))
    except Refused as refused:
        return refused.code
    except RequestEntityTooLarge:
        return 413
    except ClientDisconnected:
        return 400
    except Exception as error:
        return failed(error)

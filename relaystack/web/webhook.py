"""Meta's door: the verification request, and updates."""

import hmac
import json
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, request
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.wsgi import get_input_stream

from relaystack import metrics
from relaystack.engine.updates import Update
from relaystack.gateways.whatsapp.signature import is_genuine
from relaystack.gateways.whatsapp.updates import parse
from relaystack.services.inbox import DatabaseAway, TakenIn

from . import requests

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)

LARGEST_BODY = 3 * 1024 * 1024  # Meta's bodies have up to 3 MB (CLOUD_API, section 1)


@dataclass(frozen=True)
class Door:
    """What the webhook needs: our secrets and number, where updates are taken in, whom to wake."""

    app_secrets: Sequence[str]
    verify_token: str
    number_id: str
    unsigned: bool  # development without APP_SECRET
    take_in: Callable[[Sequence[Update]], TakenIn]
    wake: Callable[[], None]

    def receive(self, body: bytes, signature: str | None) -> int:
        """The HTTP status for a webhook body: 200 when all of it is kept."""
        if not self.unsigned and not is_genuine(body, signature, self.app_secrets):
            return 403
        try:
            data = json.loads(body, parse_constant=_refuse)
        except (ValueError, RecursionError):
            return 400
        try:
            taken = self.take_in(parse(data, self.number_id))
        except DatabaseAway as away:
            log.error("webhook not taken in, the database is away: %s", away)
            return 503
        if taken.posted:
            self.wake()
        return 200


def _refuse(constant: str) -> None:
    """Python would read NaN and Infinity, which JSON does not have and databases do not take."""
    raise ValueError(f"{constant} is not JSON")


_UNVERIFIED = "hub.verify_token is not VERIFY_TOKEN, or hub.mode is not subscribe."
_REFUSALS = {
    400: "The body is not JSON.",
    403: "X-Hub-Signature-256 does not fit: it must be made with this app's secret over the raw body.",
    413: "The body is larger than 3 MB.",
    500: "Something went wrong on our side; it is in the log.",
    503: "The database is away; send again later.",
}


def blueprint(door: Door) -> Blueprint:
    """GET and POST /webhook."""
    routes = Blueprint("webhook", __name__)

    @routes.get("/webhook")
    def verify() -> Response:
        """Meta asks whether this address is ours: answer the challenge if it knows our token."""
        given = request.args.get("hub.verify_token", "").encode()
        known = bool(door.verify_token) and hmac.compare_digest(given, door.verify_token.encode())
        if request.args.get("hub.mode") != "subscribe" or not known:
            abort(403, _UNVERIFIED if door.verify_token else "VERIFY_TOKEN is not set here.")
        return Response(request.args.get("hub.challenge", ""), mimetype="text/plain")

    @routes.post("/webhook")
    def receive() -> Response:
        """Take updates in; `before` comes first where the whole application is served."""
        code, body = _answer(request.environ, door)
        return Response(body, code, mimetype="application/json")

    return routes


def before(app: "WSGIApplication", door: Door) -> "WSGIApplication":
    """The application with POST /webhook in front of it: a thousand times a second, routing would cost most of all."""

    def handle(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "POST" or environ["PATH_INFO"] != "/webhook":
            return app(environ, start_response)
        id = requests.begin(environ.get("HTTP_X_REQUEST_ID", ""))
        code, body = _answer(environ, door)
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body))), (requests.HEADER, id)]
        start_response(f"{code} {HTTP_STATUS_CODES[code]}", headers)
        return [body]

    return handle


def _answer(environ: "WSGIEnvironment", door: Door) -> tuple[int, bytes]:
    began = time.perf_counter()
    code = _receive(environ, door)
    seconds = time.perf_counter() - began
    metrics.webhook_answered(code, seconds)
    requests.end("POST", "/webhook", code, seconds)
    words = {"error": _REFUSALS[code], "status": code} if code in _REFUSALS else {"status": "received"}
    return code, json.dumps(words).encode()


def _receive(environ: "WSGIEnvironment", door: Door) -> int:
    """The HTTP status for a request; anything but 200 makes Meta send it again."""
    try:
        # Chunks are cut at the limit without a word: one byte more tells.
        body = get_input_stream(environ, max_content_length=LARGEST_BODY + 1).read()
        if len(body) > LARGEST_BODY:
            return 413
        return door.receive(body, environ.get("HTTP_X_HUB_SIGNATURE_256"))
    except RequestEntityTooLarge:
        return 413
    except ClientDisconnected:
        return 400
    except Exception as error:
        log.exception("a webhook failed: %s", type(error).__name__)
        return 500

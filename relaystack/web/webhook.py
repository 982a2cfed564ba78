"""Meta's door: the verification request, and updates."""

import hmac
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, abort, jsonify, request
from werkzeug.exceptions import ClientDisconnected

from relaystack.engine.updates import Update
from relaystack.gateways.whatsapp.signature import is_genuine
from relaystack.gateways.whatsapp.updates import parse
from relaystack.services.inbox import DatabaseAway, TakenIn

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
    def receive() -> tuple[Response, int]:
        """Take updates in; anything but 200 makes Meta send them again."""
        request.max_content_length = LARGEST_BODY + 1  # chunks are cut there without a word
        try:
            body = request.get_data(cache=False)
        except ClientDisconnected:
            abort(400, "The body ended too early.")
        if len(body) > LARGEST_BODY:
            abort(413)
        status = door.receive(body, request.headers.get("X-Hub-Signature-256"))
        if status != 200:
            abort(status, _REFUSALS[status])
        return jsonify(status="received"), 200

    return routes

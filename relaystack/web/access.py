"""Who may use the HTTP API."""

import hmac
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import abort, request

from relaystack import security_events

_FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via")


def require_token(token: str, *, open_on_loopback: bool) -> None:
    """Let the bearer of the token in; without a token, in development, whoever calls from this machine."""
    if not token:
        if open_on_loopback and from_this_machine():
            return
        security_events.record("token_missing")
        abort(401, "Set API_TOKEN and send it as `Authorization: Bearer …`.")
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), token.encode()):
        security_events.record("token_wrong" if scheme else "token_missing")
        abort(401, "Send `Authorization: Bearer …` with the value of API_TOKEN.")


def asks_for_this_machine() -> bool:
    """Whether the browser knows us by a name of this machine: a foreign name for it is a trick."""
    name = urlsplit(f"//{request.host}").hostname or ""
    return name in ("localhost", "127.0.0.1", "::1")


def from_this_machine() -> bool:
    """Whether the caller is a program on this machine, not a proxy for somebody else."""
    # A reverse proxy on this machine would make strangers look local: what it forwards says so.
    if any(name in request.headers for name in _FORWARDED) or not asks_for_this_machine():
        return False
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False

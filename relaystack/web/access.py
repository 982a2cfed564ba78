"""Who is let in without a key? A program on this machine that speaks for itself: one rule for all doors.

A proxy on this machine makes strangers look local, a page of another site makes its visitors' browsers ask us, and a
foreign name may lead here. What is not plainly none of these is a stranger.
"""

import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from flask import abort, request

from relaystack import security_events
from relaystack.listening import is_loopback, only_here

_HOST = re.compile(r"(localhost|[0-9.]+|\[::1\])(:[0-9]{1,5})?", re.IGNORECASE)
_OWN_SITE = ("same-origin", "none")  # none: somebody typed the address
# Headers that only proxies, tunnels and content networks write, by how their names look.
_FORWARDED = re.compile(
    r".*(forward|prox|original|tunnel|client-?ip).*|via|.*-(ip|addr|proto|scheme|host|port|https|ssl)(-override)?"
    r"|(x-)?(remote|client)-.*|max-forwards|(x-)?(akamai|amz|amzn|appengine|arr|azure|b3|cdn|cf|cloud|edge|envoy|fastly|fd"
    r"|fly|goog|google|haproxy|heroku|incap|istio|nf|nginx|ngrok|railway|render|sucuri|tailscale|traefik|vercel)-.+"
    r"|x-varnish"
)


@dataclass(frozen=True)
class Caller:
    """What a request shows of who sent it; header names are in lower case."""

    peer: str
    http: str
    scheme: str
    headers: Mapping[str, str]


def of_request() -> Caller:
    """Who sent Flask's request."""
    http = str(request.environ.get("SERVER_PROTOCOL", "")).removeprefix("HTTP/")
    return _caller(request.remote_addr, http, request.scheme, request.headers.items())


def of_scope(scope: Mapping[str, Any]) -> Caller:
    """Who sent a request that Flask does not see."""
    headers = ((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"])
    return _caller((scope.get("client") or ("",))[0], scope["http_version"], scope.get("scheme", "http"), headers)


def _caller(peer: str | None, http: str, scheme: str, headers: Iterable[tuple[str, str]]) -> Caller:
    found: dict[str, str] = {}
    for name, value in headers:  # what is said twice is said wrong
        name = name.lower()
        found[name] = f"{found[name]},{value}" if name in found else value
    return Caller(peer or "", http, scheme, found)


def stranger(caller: Caller) -> str:
    """Why this is not a program on this machine, in words; nothing where it is one."""
    host, site = caller.headers.get("host", ""), caller.headers.get("sec-fetch-site", "none")
    if not is_loopback(caller.peer):
        return "the caller is not on this machine"
    if any(map(_FORWARDED.fullmatch, caller.headers)):
        return "a header says that a proxy has forwarded this"
    if caller.http == "1.0":  # which proxies speak that write no header
        return "HTTP/1.0 is what proxies speak"
    if not _names_this_machine(host):
        return "the header Host does not name this machine, as localhost or 127.0.0.1 would"
    if site not in _OWN_SITE or not _is_ours(caller.headers.get("origin"), f"{caller.scheme}://{host}", site):
        return "the page of another site has asked for this"
    return "" if only_here() else "this server also listens to other machines (HOST)"


def _is_ours(origin: str | None, here: str, site: str) -> bool:
    """Whether the page that asks is ours, if one does; browsers say `null` of ours, which let no page name them."""
    return origin is None or origin.lower() == here.lower() or (origin == "null" and site == "same-origin")


def _names_this_machine(host: str) -> bool:
    named = _HOST.fullmatch(host)
    if not named:
        return False
    try:
        return named[1].lower() == "localhost" or ip_address(named[1].strip("[]")).is_loopback
    except ValueError:
        return False


def from_this_machine() -> bool:
    """Whether Flask's request comes from a program on this machine."""
    return not stranger(of_request())


def has_token(token: str) -> bool:
    """Whether the caller bears this token."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    return bool(token) and scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode())


def require_token(token: str, *, open_on_loopback: bool) -> None:
    """Let the bearer of the token in; without a token, in development, whoever calls from this machine."""
    if not token:
        if not open_on_loopback:
            security_events.record("token_missing")
            abort(401, "Set API_TOKEN and send it as `Authorization: Bearer …`.")
        if why := stranger(of_request()):
            security_events.record("local_refused")
            abort(401, closed_because(why))
    elif not has_token(token):
        security_events.record("token_wrong" if "Authorization" in request.headers else "token_missing")
        abort(401, "Send `Authorization: Bearer …` with the value of API_TOKEN.")


def closed_because(why: str) -> str:
    """What somebody is told who has no token, where there is none."""
    how = "Set API_TOKEN and send it as `Authorization: Bearer …`"
    return f"{how}. Without it this is for programs on this machine alone, and {why}."

"""Which request is this? Its id goes into the log and back to whoever asked."""

import logging
import re
import secrets
import time

from flask import Flask, Response, g, request
from werkzeug.http import parse_date

from relaystack import context

log = logging.getLogger(__name__)

HEADER = "X-Request-ID"
_DATES = ("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_IF_RANGE")
_SANE = re.compile(r"[A-Za-z0-9._-]{1,64}")


def begin(given: str) -> str:
    """The id of the request that begins: the one given where it can be used, else a new one."""
    id = given if _SANE.fullmatch(given) else secrets.token_hex(8)
    context.request_id.set(id)
    context.contact_id.set(None)
    return id


def end(method: str, route: str, status: int, seconds: float) -> None:
    """A line for those who want one; the route's template, since a path may hold a phone number."""
    if log.isEnabledFor(logging.DEBUG):
        told = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
        log.debug("request", extra=told)


def install(app: Flask) -> None:
    """Give every request of an application its id."""

    @app.before_request
    def before() -> None:
        g.request_id, g.began = begin(request.headers.get(HEADER, "")), time.perf_counter()

    @app.before_request
    def without_dates_beyond_time() -> None:
        """A date that cannot be is passed over (RFC 9110, 13.1.3); werkzeug would stumble over those that overflow."""
        for name in _DATES:
            try:
                parse_date(request.environ.get(name))
            except OverflowError:
                del request.environ[name]

    @app.after_request
    def after(response: Response) -> Response:
        response.headers[HEADER] = g.request_id
        route = request.url_rule.rule if request.url_rule else "unknown"
        end(request.method, route, response.status_code, time.perf_counter() - g.began)
        return response

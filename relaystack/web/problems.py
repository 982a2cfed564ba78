"""Every error as problem details (RFC 9457), with words."""

import logging
from typing import Any

from apiflask import APIFlask, HTTPError
from flask import Flask, Response, json
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES

from relaystack.services.storage.database import AWAY

log = logging.getLogger(__name__)

JSON = "application/problem+json"
LATER = "10"  # seconds until it is worth asking again
MOST = 20  # misfits that are told of: a body can hold thousands
# Where nobody else says what is wrong.
_WORDS = {
    400: "This is no request that can be read: a body must be whole JSON in UTF-8, and not too long (/docs).",
    404: "There is nothing at this address; /docs shows what there is.",
    405: "This address does not take this method; `Allow` names those that it takes.",
    413: "The body is too long.",
}


def problem(status: int, detail: str, **more: Any) -> Response:
    """The answer to what cannot be done."""
    body = {"type": "about:blank", "title": HTTP_STATUS_CODES.get(status, "Error"), "status": status, "detail": detail}
    return Response(json.dumps({**body, **more}), status, content_type=JSON)


def install(app: Flask) -> None:
    """Answer every error in this shape."""
    if isinstance(app, APIFlask):  # first: it registers a handler of its own for the others
        app.error_processor(_misfit)

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Response:
        response = problem(error.code or 500, _words(error))
        response.headers.extend((name, value) for name, value in error.get_headers() if name != "Content-Type")
        if error.code == 401:
            response.headers["WWW-Authenticate"] = "Bearer"
        return response

    def database_away(error: Exception) -> Response:
        log.error("a request failed, the database is away: %s", type(getattr(error, "orig", None) or error).__name__)
        response = problem(503, "The database is away; try again later.")
        response.headers["Retry-After"] = LATER
        return response

    for away in AWAY:
        app.register_error_handler(away, database_away)

    @app.errorhandler(RecursionError)
    def too_deep(error: RecursionError) -> Response:
        return problem(400, "The JSON is nested too deeply.")

    @app.errorhandler(Exception)
    def fault(error: Exception) -> Response:
        log.exception("a request failed: %s", type(error).__name__)
        return problem(500, "Something went wrong on our side; it is in the log.")


def _words(error: HTTPException) -> str:
    own = error.description != type(error).description
    return (error.description if own else _WORDS.get(error.code or 500)) or error.description or error.name


def _misfit(error: HTTPError) -> Response:
    """Input that does not fit: where, and how."""
    places = error.detail if isinstance(error.detail, dict) else {}
    errors = [
        {"field": f"{place}.{field}".removesuffix("._schema")[:200], "message": message}
        for place, fields in places.items()
        for field, messages in fields.items()
        for message in messages
    ][:MOST]
    words = "; ".join(f"{one['field']}: {one['message']}" for one in errors) or str(error.message)
    return problem(error.status_code, words, **({"errors": errors} if errors else {}))

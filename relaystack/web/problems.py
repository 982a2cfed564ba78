"""Every error as JSON with words."""

import logging

from flask import Flask, Response, jsonify
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

log = logging.getLogger(__name__)


def install(app: Flask) -> None:
    """Answer every error in one shape: `{"error": words, "status": code}`."""

    @app.errorhandler(HTTPException)
    def refused(problem: HTTPException) -> tuple[Response, int]:
        code = problem.code or 500
        response = jsonify(error=problem.description or problem.name, status=code)
        response.headers.extend((name, value) for name, value in problem.get_headers() if name != "Content-Type")
        if code == 401:
            response.headers["WWW-Authenticate"] = "Bearer"
        return response, code

    @app.errorhandler(OperationalError)
    def database_away(problem: OperationalError) -> tuple[Response, int]:
        log.error("a request failed, the database is away: %s", type(problem.orig).__name__)
        return jsonify(error="The database is away; try again later.", status=503), 503

    @app.errorhandler(Exception)
    def fault(problem: Exception) -> tuple[Response, int]:
        log.exception("a request failed: %s", type(problem).__name__)
        return jsonify(error="Something went wrong on our side; it is in the log.", status=500), 500

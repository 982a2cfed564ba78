"""Where does a developer chat with the bot as a pretended customer?"""

import json
from collections.abc import Callable
from urllib.parse import quote

from apiflask import APIBlueprint
from flask import Blueprint, Response, abort, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from relaystack.web import access
from relaystack.web.json_bodies import must_be_json
from relaystack.web.simulator.forward import Answer, ask_twin
from relaystack.web.simulator.words import DIRECTIONS, WORDS

BODY_LIMIT = 64 * 1024
HERE = "http://localhost or http://127.0.0.1"
LONGEST_WAIT = 7 * 24 * 60  # minutes, one week

# The page runs nothing but its own files and reaches nobody but us.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def blueprint(twin_url: str, let_time_pass: Callable[[int], None], business_name: str = "Your business") -> Blueprint:
    """The simulator's page and its doors to Meta's twin; `let_time_pass` ages the bot by so many minutes."""
    pages = APIBlueprint(
        "simulator",
        __name__,
        enable_openapi=False,
        template_folder="templates",
        static_folder="static",
        static_url_path="/simulator/static",
    )
    pages.register_error_handler(HTTPException, _in_words)

    @pages.before_request
    def only_here() -> None:
        """The simulator is for whoever sits at this machine."""
        if why := access.stranger(access.of_request()):
            abort(403, f"The simulator is for this machine alone, and {why}. Open it at {HERE}, with HOST left empty.")

    @pages.get("/simulator")
    def page() -> Response:
        """The page; opening it tells the twin where our webhook is."""
        where = {"url": request.host_url + "webhook"}
        ask_twin(twin_url, "PUT", "webhook", json.dumps(where).encode())
        return _page(business_name)

    @pages.route("/simulator/twin/<path:path>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    def twin(path: str) -> Response:
        """Whatever the page asks of the twin, and the twin's answer."""
        body = b"" if request.method == "GET" else _json_body()
        return _passed_on(ask_twin(twin_url, request.method, _inside(path), body))

    @pages.post("/simulator/time")
    def time() -> Response:
        """Let time pass for the bot, then for the pretended customers."""
        minutes = _minutes(_json_body())
        let_time_pass(minutes)
        told = {"minutes": minutes, "marker": time_marker(minutes)}
        return _passed_on(ask_twin(twin_url, "POST", "time", json.dumps(told).encode()))

    return pages


def time_marker(minutes: int) -> str:
    """What the thread says about a jump in time: "31 minutes later", "25 hours later"."""
    for unit, length in (("day", 24 * 60), ("hour", 60), ("minute", 1)):
        count, rest = divmod(minutes, length)
        if count and not rest:
            return f"{count} {unit}{'' if count == 1 else 's'} later"
    return "later"


def _page(business_name: str) -> Response:
    language = request.args.get("lang", "en")
    if language not in WORDS:
        language = "en"
    response = make_response(
        render_template(
            "simulator/page.html",
            business_name=business_name,
            lang=language,
            dir=DIRECTIONS[language],
            words=WORDS[language],
        )
    )
    response.headers.update(HEADERS)
    return response


def _inside(path: str) -> str:
    """The path below the twin's own door, with its query; never a way out of it."""
    if any(part in (".", "..") for part in path.split("/")):
        abort(400, "This path leads out of the twin; use the paths below /simulator/twin/.")
    query = request.query_string.decode("ascii", "replace")
    return quote(path, safe="/") + (f"?{query}" if query else "")


def _json_body() -> bytes:
    must_be_json()
    request.max_content_length = BODY_LIMIT
    try:
        return request.get_data()
    except RequestEntityTooLarge:
        abort(413, f"Send at most {BODY_LIMIT // 1024} KB.")


def _minutes(body: bytes) -> int:
    try:
        minutes = json.loads(body)["minutes"]
    except (ValueError, KeyError, TypeError, RecursionError):
        minutes = None
    if type(minutes) is not int or not 1 <= minutes <= LONGEST_WAIT:
        abort(400, f'Send {{"minutes": n}} with a whole number from 1 to {LONGEST_WAIT}.')
    return minutes


def _passed_on(answer: Answer) -> Response:
    response = Response(answer.body, status=answer.status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def _in_words(problem: HTTPException) -> tuple[Response, int]:
    return jsonify(error=problem.description), problem.code or 500

"""Pages for consultants: sign in with a token, then read conversations. E-mails lead here."""

import logging
import re
from datetime import UTC, datetime
from typing import Any

from apiflask import APIBlueprint
from flask import Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException, ServiceUnavailable

from relaystack.engine.house import House
from relaystack.services.inbox import history
from relaystack.services.storage.database import AWAY, Database
from relaystack.services.storage.pages import CURSOR, Wanted

from ..staff.authorizer import BIGGEST
from ..staff.forms import FIELD, Forms
from ..staff.sessions import ConsoleSessions

log = logging.getLogger(__name__)

_CLOCK = "%d %b %Y, %H:%M"
PAGE = 50  # messages, or conversations
OPEN = ("console.sign_in", "console.static")  # to whoever comes
POLICY = (
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HERE = re.compile(r"/console[/?a-z0-9=&-]*")


def blueprint(database: Database, sessions: ConsoleSessions, forms: Forms, house: House) -> APIBlueprint:
    """GET /console and what is below it."""
    pages = APIBlueprint(
        "console", __name__, url_prefix="/console", template_folder="templates", static_folder="static",
        enable_openapi=False,
    )  # fmt: skip

    @pages.before_request
    def own_forms_only() -> None:
        if request.method == "POST":
            forms.check()

    @pages.before_request
    def known_only() -> Any:
        if request.endpoint in OPEN or sessions.present():
            return None
        return redirect(url_for("console.sign_in", next=request.full_path.rstrip("?")), 303)

    @pages.after_request
    def strict(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        return response

    @pages.context_processor
    def everywhere() -> dict[str, Any]:
        form = {"form_field": FIELD, "form_sign": forms.sign}
        return {"business": house.name, "house": house, "signed_in": sessions.is_signed_in(), **form}

    pages.add_app_template_filter(lambda at: house.clock(at, _CLOCK), "clock")

    @pages.errorhandler(HTTPException)
    def in_words(error: HTTPException) -> Response:
        return make_response(render_template("console/trouble.html", error=error), error.code or 500)

    def database_away(error: Exception) -> Response:
        log.error("a page failed, the database is away: %s", type(getattr(error, "orig", None) or error).__name__)
        return in_words(ServiceUnavailable("The database is away; try again in a minute."))

    for away in AWAY:
        pages.register_error_handler(away, database_away)

    @pages.route("/sign-in", methods=["GET", "POST"])
    def sign_in() -> Any:
        trouble = sessions.sign_in(request.form.get("token", "")) if request.method == "POST" else ""
        if request.method == "POST" and not trouble:
            return redirect(_own_page(request.args.get("next", "")), 303)
        return make_response(render_template("console/sign_in.html", trouble=trouble), 401 if trouble else 200)

    @pages.post("/sign-out")
    def sign_out() -> Any:
        sessions.sign_out()
        return redirect(url_for("console.sign_in"), 303)

    @pages.get("")
    def conversations() -> str:
        return render_template("console/conversations.html", page=history.conversations(database, _wanted()))

    @pages.get("/conversations/<int:id>")
    def conversation(id: int) -> str:
        person = history.contact(database, id) if id <= BIGGEST else None
        page = history.messages(database, id, _wanted()) if person else None
        if person is None or page is None:
            abort(404, "There is no such person, or they were erased.")
        closes = person["window_closes_at"]
        open_until = closes if closes and closes > datetime.now(UTC) else None
        return render_template("console/conversation.html", person=person, page=page, open_until=open_until)

    return pages


def _wanted() -> Wanted:
    """The page that is asked for."""
    cursor = request.args.get("cursor")
    if cursor and not re.fullmatch(CURSOR, cursor):
        abort(404, "There is no such page; begin at the newest.")
    return Wanted(PAGE, cursor)


def _own_page(path: str) -> str:
    """Where to go after the sign-in: what was asked for before, if that is a page of ours."""
    return path if _HERE.fullmatch(path) else url_for("console.conversations")

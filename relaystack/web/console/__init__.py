"""Pages for staff: what all of them share. A page is a module of this folder with a `PAGE`, its template, its test."""

import json
import logging
from collections.abc import Sequence
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from apiflask import APIBlueprint
from flask import Response, g, make_response, render_template
from werkzeug.exceptions import Conflict, HTTPException, ServiceUnavailable

from relaystack.errors import Outdated
from relaystack.services.storage.database import AWAY
from relaystack.services.storage.versions import version

from ..staff.forms import Forms
from ..staff.services import StaffServices
from ..staff.sessions import ConsoleSessions
from . import assets, entrance, links, live, navigation, notified, passkey_door, room, wording
from .page import Page
from .said import Said

log = logging.getLogger(__name__)

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

# No style and no code of its own making, nothing of a page kept in the browser, and 304 leaves what is there.
HTMX = json.dumps({
    "includeIndicatorStyles": False, "allowEval": False, "selfRequestsOnly": True, "historyCacheSize": 0,
    "responseHandling": [
        {"code": "[23]04", "swap": False}, {"code": "[23]..", "swap": True},
        {"code": "[45]..", "swap": False, "error": True},
    ],
})  # fmt: skip


def blueprint(staff_services: StaffServices, sessions: ConsoleSessions, forms: Forms, said: Said) -> APIBlueprint:
    """/console and what is below it: the doors, and every page that lies in this folder."""
    console = APIBlueprint(
        "console", __name__, url_prefix="/console", template_folder="templates", static_folder="static",
        enable_openapi=False,
    )  # fmt: skip
    modules = _modules()
    pages = [module.PAGE for module in modules]
    room.install(console, sessions)
    entrance.install(console, staff_services.people, forms, pages)
    links.install(console, staff_services.people, pages)
    passkey_door.install(console, staff_services.people, pages)
    for module in modules:
        console.register_blueprint(module.blueprint(staff_services))
    _troubles(console)
    assets.install(console)
    notified.install_worker(console)
    live.install(console)
    _frame(console, staff_services, sessions, forms, said, pages)
    return console


def _modules() -> list[ModuleType]:
    """The modules of this folder that are pages, in the order of the navigation."""
    found = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    return sorted((module for module in found if hasattr(module, "PAGE")), key=lambda module: module.PAGE.rank)


def _frame(
    console: APIBlueprint, staff_services: StaffServices, sessions: ConsoleSessions, forms: Forms, said: Said,
    pages: Sequence[Page],
) -> None:  # fmt: skip
    """What stands around every page."""

    @console.before_request
    def listen() -> None:
        g.said_next = said

    @console.after_request
    def strict(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", POLICY)  # a customer's file brings a stricter one
        return response

    @console.context_processor
    def everywhere() -> dict[str, Any]:
        return {
            "house": staff_services.conversation_settings.house, "signed_in": sessions.is_signed_in(),
            "navigation": navigation.of(g.get("caller"), pages, staff_services), "said": said.take,
            "visitor": g.get("caller"), "form_sign": forms.sign, "version": version, "direction": "ltr",
            "htmx_config": HTMX,
        }  # fmt: skip

    wording.install(console, lambda: staff_services.conversation_settings.house)


def _troubles(console: APIBlueprint) -> None:
    """What cannot be done is said in words, on a page."""

    @console.errorhandler(HTTPException)
    def in_words(error: HTTPException) -> Response:
        return make_response(render_template("console/trouble.html", error=error, troubled=True), error.code or 500)

    @console.errorhandler(Outdated)
    def outdated(error: Outdated) -> Response:
        return in_words(Conflict(str(error)))

    def database_away(error: Exception) -> Response:
        log.error("a page failed, the database is away: %s", type(getattr(error, "orig", None) or error).__name__)
        return in_words(ServiceUnavailable("The database is away; try again in a minute."))

    for away in AWAY:
        console.register_error_handler(away, database_away)

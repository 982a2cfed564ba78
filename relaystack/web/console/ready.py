"""Ready answers: what staff say again and again, worded once for each language."""

from typing import Any

from apiflask import APIBlueprint
from flask import abort, g, make_response, redirect, render_template, request
from werkzeug import Response

from relaystack.engine.visible import is_seen
from relaystack.services.inbox import ready

from ..staff.authorizer import BIGGEST
from ..staff.forms import seen
from ..staff.services import StaffServices
from .page import Page
from .said import say

PAGE = Page("ready", "Ready answers", scope="conversations:write", rank=80, icon="message-question", in_settings=True)
_TAKEN = "There is an answer of this name in this language, or there are too many. Change that one."


def blueprint(staff_services: StaffServices) -> APIBlueprint:
    """/console/settings/ready."""
    routes, database = PAGE.blueprint(), staff_services.database

    @routes.get("/settings/ready")
    def index() -> Response:
        return _show()

    @routes.post("/settings/ready")
    def add() -> Response:
        name, text, language = _field("name"), _field("text"), request.form.get("language", "")
        given = {"name": name, "text": text, "language": language}
        if trouble := _trouble(name, text, language):
            return _show(422, trouble=trouble, given=given)
        try:
            ready.add(database, name, language, text, g.caller)
        except ready.Taken:
            return _show(409, trouble=_TAKEN, given=given)
        return _done("Kept. It stands below the composer now.")

    @routes.post("/settings/ready/<int:id>")
    def change(id: int) -> Response:
        text = _field("text")
        if trouble := _trouble("x", text, None):
            return _show(422, trouble=trouble)
        if id > BIGGEST or not ready.change(database, id, text, g.caller, seen()):
            abort(404, "This answer is not there any more.")
        return _done("Changed.")

    @routes.post("/settings/ready/<int:id>/remove")
    def remove(id: int) -> Response:
        if id > BIGGEST or not ready.remove(database, id, g.caller):
            abort(404, "This answer is not there any more.")
        return _done("It is gone.")

    def _trouble(name: str, text: str, language: str | None) -> str:
        if not all(any(map(is_seen, words)) and "\0" not in words for words in (name, text)):
            return "Give it a name and words."
        if len(name) > ready.LONGEST_NAME or len(text) > ready.LONGEST:
            return f"A name has {ready.LONGEST_NAME} characters at the most, an answer {ready.LONGEST:,}."
        spoken = (None, *staff_services.conversation_settings.book.languages)
        return "" if language in spoken else "The bot does not speak this language."

    def _show(status: int = 200, **more: Any) -> Response:
        return make_response(render_template("console/ready.html", answers=ready.every(database), **more), status)

    return routes


def _field(name: str) -> str:
    return request.form.get(name, "").replace("\r\n", "\n").strip()


def _done(words: str) -> Response:
    say(words)
    return redirect(PAGE.link, 303)

"""What is done to programmes by forms: change, renew, close, open, hide, show, put back, move, add."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from apiflask import APIBlueprint
from flask import abort, g, make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from relaystack.errors import Outdated
from relaystack.services.catalogue import program_desk, program_translations
from relaystack.services.catalogue.unfit import Unfit

from ...staff.authorizer import BIGGEST
from ...staff.forms import seen
from ..said import say
from . import forms
from .odd import Odd, address
from .shown import GONE, Shelf, Typed

Row = Mapping[str, Any]
_STATES: Mapping[str, tuple[Callable[[Mapping[str, str]], dict[str, Any]], str]] = {
    "close": (
        lambda form: {"status": "closed", "status_reason": form.get("reason", "").strip()[:300] or None},
        "Closed. Customers read your reason.",
    ),
    "open": (lambda form: {"status": "open"}, "Open again."),
    "hide": (lambda form: {"hidden": True}, "Hidden. No customer sees it from now on."),
    "show": (lambda form: {"hidden": False}, "Customers see it now."),
}


def install(routes: APIBlueprint, shelf: Shelf) -> None:
    """The forms of a programme's page."""
    database = shelf.database

    def kept(code: str, keep: Callable[[], Any], words: str) -> Response:
        """Do it and lead back to the programme; what does not fit is said beside its field."""
        try:
            if keep() is None:
                abort(404, GONE)
        except (Odd, Unfit) as why:
            return shelf.page(code, 422, Typed.refused(request.form, why))
        except Outdated:
            return shelf.page(code, 409, Typed(request.form, is_outdated=True))
        say(words)
        return redirect(url_for("console.programmes.one", code=code), 303)

    @routes.post("/programmes/<code>")
    def change(code: str) -> Response:
        def made(row: Row) -> dict[str, Any]:
            changes = forms.changes(request.form, row, shelf.today)
            return program_translations.looked_at(shelf.book, row, changes, forms.typed_words(request.form))

        return kept(
            code, lambda: program_desk.change(database, code, made, g.caller.name, seen=seen()),
            "Kept. The bot says it within seconds.",
        )  # fmt: skip

    @routes.post("/programmes/<code>/renew")
    def renew(code: str) -> Response:
        def again() -> Any:
            url = address("page", request.form.get("page", ""))
            return program_desk.renew(database, code, url, shelf.today, g.caller.name, seen())

        return kept(code, again, "Renewed for a year.")

    @routes.post("/programmes/<code>/<any(close, open, hide, show):state>")
    def turn(code: str, state: str) -> Response:
        changes, words = _STATES[state]
        made = partial(program_desk.change, database, code, lambda _: changes(request.form), g.caller.name)
        return kept(code, lambda: made(seen=seen()), words)

    @routes.post("/programmes/<code>/put-back/<int:id>")
    def put_back(code: str, id: int) -> Response:
        if id > BIGGEST:
            abort(404, GONE)
        return kept(
            code, lambda: program_desk.put_back(database, code, id, g.caller.name, seen()), "It is as it was before."
        )

    @routes.post("/programmes/<code>/<any(up, down):way>")
    def move(code: str, way: str) -> Response:
        if not program_desk.move(database, code, g.caller.name, up=way == "up"):
            abort(404, GONE)
        return redirect(url_for("console.programmes.index", _anchor=code), 303)

    @routes.post("/programmes/add")
    def add() -> Response:
        try:
            given = forms.new(request.form)
        except Odd as odd:
            return make_response(shelf.all(given=request.form, trouble=str(odd)), 422)
        code = program_desk.add(database, given, shelf.book.brand["program_link"], g.caller.name)
        say("Added. Customers see it when it is complete and you show it.")
        return redirect(url_for("console.programmes.one", code=code), 303)

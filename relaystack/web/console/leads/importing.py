"""Leads by a sheet: upload it, say which column is what, see what would happen, bring it in."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, abort, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from relaystack.errors import Outdated
from relaystack.models import ImportState
from relaystack.services.leads import import_columns, imports, sheets_in
from relaystack.services.leads.written import Odd
from relaystack.services.storage.versions import version

from ...staff.authorizer import must_hold
from ...staff.forms import seen
from ...staff.services import StaffServices
from .. import live
from ..said import say
from . import around

_GONE = "There is no such sheet."
_CHANGED = "A colleague has changed this meanwhile. Look again."


def install(routes: APIBlueprint, staff_services: StaffServices) -> None:
    """/console/leads/import and what is below it."""
    database = staff_services.database

    @routes.get("/leads/import")
    def sheets() -> Answer:
        must_hold(g.caller, around.WRITES)
        return _all()

    @routes.post("/leads/import")
    def upload() -> Answer:
        must_hold(g.caller, around.WRITES)
        file = request.files.get("file")
        if file is None or not file.filename:
            return _all(422, trouble="Choose a CSV file first.")
        try:
            sheet = sheets_in.read(file.stream.read(sheets_in.MOST_BYTES + 1))
            id = imports.upload(database, file.filename, sheet, g.caller.name)
        except (sheets_in.OddSheet, Odd) as odd:
            return _all(422, trouble=str(odd))
        return redirect(url_for("console.leads.sheet_of", id=id), 303)

    @routes.get("/leads/import/<int:id>")
    def sheet_of(id: int) -> Answer:
        must_hold(g.caller, around.WRITES)
        return _show(id)

    @routes.get("/leads/import/<int:id>/progress")
    def progress(id: int) -> Response:
        must_hold(g.caller, around.WRITES)
        there = _there(id)
        if there["state"] != ImportState.RUNNING:  # the page has another shape by now
            response = make_response("")
            response.headers["HX-Refresh"] = "true"
            return response
        return live.answer(_version(there), lambda: _progress(there))

    @routes.get("/leads/import/<int:id>/refused.csv")
    def refused(id: int) -> Response:
        must_hold(g.caller, around.WRITES)
        response = Response(imports.refused(database, _there(id)), mimetype="text/csv")
        response.headers["Content-Disposition"] = 'attachment; filename="refused.csv"'
        return response

    @routes.post("/leads/import/<int:id>/columns")
    def columns(id: int) -> Answer:
        must_hold(g.caller, around.WRITES)
        try:
            if not imports.remap(database, id, _mapping(), seen()):
                return _to(id, _CHANGED, "warning")
        except Odd as odd:
            return _show(id, 422, trouble=str(odd))
        except Outdated:
            return _to(id, _CHANGED, "warning")
        return _to(id, "Read anew. Nothing is brought in yet.")

    @routes.post("/leads/import/<int:id>/begin")
    def begin(id: int) -> Answer:
        must_hold(g.caller, around.WRITES)
        try:
            if not imports.start(database, id, g.caller.name, around.crms(staff_services), seen()):
                return _to(id, "It was begun, or cancelled, before.", "note")
        except Odd as odd:
            return _show(id, 422, trouble=str(odd))
        except Outdated:
            return _to(id, _CHANGED, "warning")
        staff_services.wake()
        return _to(id, "Begun. You may leave this page: it goes on by itself.")

    @routes.post("/leads/import/<int:id>/go-on")
    def go_on(id: int) -> Answer:
        must_hold(g.caller, around.WRITES)
        if not imports.go_on(database, id, around.crms(staff_services)):
            return _to(id, "There is nothing left to do.", "note")
        staff_services.wake()
        return _to(id, "It goes on.")

    @routes.post("/leads/import/<int:id>/cancel")
    def cancel(id: int) -> Answer:
        must_hold(g.caller, around.WRITES)
        if not imports.cancel(database, id, g.caller.name):
            return _to(id, "It had ended before.", "note")
        return _to(id, "Cancelled, and the rest of the sheet is forgotten.")

    def _there(id: int) -> dict[str, Any]:
        return imports.of(database, id) or abort(404, _GONE)

    def _all(status: int = 200, **more: Any) -> Answer:
        page = render_template("console/leads/imports.html", recent=imports.recent(database), most=sheets_in, **more)
        return make_response(page, status)

    def _show(id: int, status: int = 200, **more: Any) -> Answer:
        there = _there(id)
        mapping = _mapping(or_odd=False) if status != 200 else there["mapping"]
        page = render_template(
            "console/leads/import.html", it=there, columns=import_columns.COLUMNS, mapping=mapping,
            decided=imports.version_of(there), shown=_version(there), most=imports.SHOWN, **more,
        )  # fmt: skip
        return make_response(page, status)


def _progress(there: dict[str, Any]) -> str:
    return render_template("console/leads/import_progress.html", it=there, shown=_version(there))


def _version(there: dict[str, Any]) -> str:
    return version({name: there[name] for name in ("state", "bites", "left", "is_stuck")})


def _mapping(*, or_odd: bool = True) -> dict[str, int]:
    """Which column was chosen for what."""
    chosen = {column.name: request.form.get(column.name, "") for column in import_columns.COLUMNS}
    given = {name: words for name, words in chosen.items() if words}
    if or_odd and not all(words.isascii() and words.isdigit() and len(words) < 4 for words in given.values()):
        raise Odd("Choose from the columns of the sheet.")
    return {name: int(words) for name, words in given.items() if words.isascii() and words.isdigit() and len(words) < 4}


def _to(id: int, words: str, kind: Any = "done") -> Answer:
    say(words, kind)
    return redirect(url_for("console.leads.sheet_of", id=id), 303)

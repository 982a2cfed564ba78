"""What staff write for later: the composer with a day and a time, and what goes instead when the 24 hours are over."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from apiflask import APIBlueprint
from flask import abort, g, redirect, request
from werkzeug import Response

from relaystack.engine.message_templates import MessageTemplate
from relaystack.errors import KeyReused
from relaystack.services.inbox import later

from ...staff.forms import seen
from ..said import say
from .plans import typed_plan
from .shown import NOBODY, InboxPages, back_to
from .typed import TWICE, key_of_form, trouble_of, values_of, words

T = TypeVar("T")
GONE = "It was sent or taken back meanwhile."
_NO_FILES = "A file cannot be sent later. Send it now, or take it away."


def install(routes: APIBlueprint, pages: InboxPages) -> None:
    """POST /console/inbox/<id>/planned, …/planned/<n> and …/planned/<n>/cancel."""

    def planned(id: int, done: str, anchor: str | None, work: Callable[[later.Plan], Any], **again: Any) -> Response:
        typed = words(request.form.get("text", ""))
        given = {"draft": typed, "planning": typed_plan(request.form), **again}
        if "template" in request.form:  # the 24 hours are over: the template itself goes later
            given |= {"template": request.form["template"], "values": values_of(request.form)}
        try:
            if work(_plan(pages, typed)) is None:
                abort(404, NOBODY)
        except later.CannotPlan as why:
            return pages.show(id, 422, trouble=str(why), **given)
        except KeyReused:
            return pages.show(id, 409, trouble=TWICE, **{**given, "key": None})
        say(done)
        return redirect(back_to(id, anchor), 303)

    @routes.post("/inbox/<int:id>/planned")
    def plan(id: int) -> Response:
        key = key_of_form()

        def work(wanted: later.Plan) -> bool | None:
            return later.plan(pages.database, id, wanted, key, g.caller)

        return planned(id, "It goes then, unless they write before.", "sent", work, key=key)

    @routes.post("/inbox/<int:id>/planned/<int:number>")
    def change(id: int, number: int) -> Response:
        def work(wanted: later.Plan) -> bool:
            later.change(pages.database, id, number, wanted, g.caller, seen())
            return True

        return _still_there(lambda: planned(id, "Changed.", None, work, plan=number))

    @routes.post("/inbox/<int:id>/planned/<int:number>/cancel")
    def cancel(id: int, number: int) -> Response:
        _still_there(lambda: later.take_back(pages.database, id, number, g.caller, seen()))
        say("Taken back. It does not go.")
        return redirect(back_to(id), 303)


def _still_there(work: Callable[[], T]) -> T:
    try:
        return work()
    except later.Gone:
        abort(409, GONE)


def _plan(pages: InboxPages, typed: str) -> later.Plan:
    """What the form asks for."""
    if any(file.filename for file in request.files.getlist("file")):
        raise later.CannotPlan(_NO_FILES)
    template, values = _fallback(pages, request.form)
    if trouble := trouble_of(typed, is_there=template is not None):
        raise later.CannotPlan(trouble)
    at = later.moment(request.form.get("day", ""), request.form.get("hour", ""), pages.settings.house.zone)
    return later.Plan(typed, at, template, values)


def _fallback(pages: InboxPages, form: Mapping[str, str]) -> tuple[MessageTemplate | None, dict[str, str]]:
    name = form.get("instead") or form.get("template", "")
    if not name:
        return None, {}
    template = pages.settings.content.templates.get(name)
    if template is None:
        raise later.CannotPlan("There is no such template any more. Choose another one.")
    return template, values_of(form) if "template" in form else typed_plan(form)["values"].get(name, {})

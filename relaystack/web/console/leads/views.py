"""Views: a filter of the leads under a name, one's own or for all."""

from typing import Any

from apiflask import APIBlueprint
from flask import abort, g, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from relaystack.services.office import saved_views
from relaystack.services.office.saved_views import LEADS, OddView

from ...staff.services import StaffServices
from ..said import say
from . import forms

_SEARCH = "q"  # names people: kept in no view


def install(routes: APIBlueprint, staff_services: StaffServices) -> None:
    """POST /console/leads/views and /console/leads/views/<id>/remove."""
    database = staff_services.database

    @routes.post("/leads/views")
    def keep_view() -> Answer:
        given = forms.asked_before()
        asked = {name: words for name, words in given.items() if name != _SEARCH}
        forms.which(asked, staff_services.conversation_settings.house)
        name, is_shared = request.form.get("name", ""), "shared" in request.form
        try:
            saved_views.add(database, LEADS, _member(), name, asked, g.caller.name, is_shared=is_shared)
        except OddView as odd:
            say(str(odd), "warning")
            return _to(given)
        say("Kept.")
        return _to(asked)

    @routes.post("/leads/views/<int:id>/remove")
    def remove_view(id: int) -> Answer:
        there = saved_views.remove(database, id, _member(), g.caller.name)
        say(*("Taken away.", "done") if there else ("It is not there any more, or not yours.", "note"))
        return _to(forms.asked_before())


def _member() -> int:
    id: int | None = g.caller.member_id
    return id or abort(403, "Views belong to people: sign in as one of the team.")


def _to(asked: dict[str, Any]) -> Answer:
    return redirect(url_for("console.leads.index", **asked), 303)

"""A card of the board is moved to another column."""

from typing import Any

from apiflask import APIBlueprint
from flask import abort, g, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from relaystack.errors import Outdated
from relaystack.services.leads import lead_desk, written
from relaystack.services.leads.written import Odd

from ...staff.authorizer import must_hold
from ...staff.services import StaffServices
from ..said import say
from . import around, forms


def install(routes: APIBlueprint, staff_services: StaffServices) -> None:
    """POST /console/leads/<id>/move."""

    @routes.post("/leads/<int:id>/move")
    def move(id: int) -> Answer:
        must_hold(g.caller, around.WRITES)
        try:
            stage, was = (written.stage(request.form.get(name, "")) for name in ("stage", "was"))
            crms = around.crms(staff_services)
            told = {"stage": stage}, g.caller.name, crms
            moved = lead_desk.change(staff_services.database, id, *told, still={"stage": was})
        except Odd as odd:
            abort(422, str(odd))
        except Outdated:
            say("A colleague has moved this lead meanwhile: nothing was changed. Look where it stands.", "warning")
            return _back()
        staff_services.wake()
        say(f"Moved to {stage}." if moved else around.GONE, "done" if moved else "warning")
        return _back()


def _back() -> Answer:
    asked: dict[str, Any] = dict(forms.asked_before())
    return redirect(url_for("console.leads.index", **asked), 303)

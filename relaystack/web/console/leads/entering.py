"""Add a lead: somebody phoned, or came by."""

from typing import Any
from uuid import uuid4

from apiflask import APIBlueprint
from flask import g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from relaystack.models import Stage
from relaystack.services.leads import entering, lead_desk
from relaystack.services.leads.newcomers import Known
from relaystack.services.leads.written import Odd

from ...staff.authorizer import must_hold
from ...staff.services import StaffServices
from ..inbox.typed import key_of_form
from ..said import say
from . import around, forms


def install(routes: APIBlueprint, staff_services: StaffServices) -> None:
    """GET and POST /console/leads/new."""
    database = staff_services.database

    @routes.get("/leads/new")
    def new() -> Answer:
        must_hold(g.caller, around.WRITES)
        return _show({})

    @routes.post("/leads/new")
    def add() -> Answer:
        must_hold(g.caller, around.WRITES)
        key = key_of_form()
        try:
            entry, of = forms.entry(), forms.contact()
            cause = f"hand/{g.caller.key}/{key}"
            done = entering.add(database, entry, g.caller.name, cause, around.crms(staff_services), of)
        except Odd as odd:
            return _show(request.form, 422, key=key, trouble=str(odd))
        except lead_desk.NoSuchOwner:
            return _show(request.form, 422, key=key, trouble=forms.NO_OWNER)
        if isinstance(done, Known):
            return _show(request.form, 409, key=key, known=done)
        staff_services.wake()
        say("Kept. The bot writes nothing to them by itself.")
        return redirect(url_for("console.leads.one", id=done), 303)

    def _show(given: Any, status: int = 200, known: Known | None = None, **more: Any) -> Answer:
        page = render_template(
            "console/leads/new.html", given={name: given.get(name, "") for name in forms.ENTRY}, known=known,
            stages=Stage, colleagues=around.colleagues(staff_services), **{"key": str(uuid4()), **more},
        )  # fmt: skip
        return make_response(page, status)

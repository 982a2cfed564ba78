"""Which systems of the company hear of leads: the owner connects them here, and the bot goes by it within seconds."""

from apiflask import APIBlueprint
from flask import abort, g, make_response, redirect, render_template, request
from werkzeug import Response

from relaystack.services.leads import crm
from relaystack.services.office.connections import SYSTEMS, System, Trial, stamps

from ..staff.forms import seen
from ..staff.services import StaffServices
from .page import Page
from .said import say

PAGE = Page("connections", "Connections", scope="team:write", rank=86, icon="link", in_settings=True)
LONGEST = 2000  # signs of what is typed


def blueprint(staff_services: StaffServices) -> APIBlueprint:
    """/console/settings/connections."""
    routes, connections = PAGE.blueprint(), staff_services.connections

    @routes.get("/settings/connections")
    def index() -> Response:
        return _show()

    @routes.post("/settings/connections/<name>")
    def connect(name: str) -> Response:
        system, given = _system(name), request.form.get("given", "")
        if not connections.is_ready:
            abort(409, "Nothing can be kept here before whoever runs the server has set SECRET_KEY.")
        if not given.strip() or len(given) > LONGEST:
            return _show(422, system, Trial({}, f"{system.field}: write it into the field, whole."))
        trial = connections.connect(system, given, g.caller.name, seen())
        if trial.trouble:
            return _show(422, system, trial)
        staff_services.wake()
        if trial.secret:
            return _show(200, system, trial)
        say(trial.warning or f"{system.label} is connected.", "warning" if trial.warning else "done")
        return redirect(PAGE.link, 303)

    @routes.post("/settings/connections/<name>/let-go")
    def let_go(name: str) -> Response:
        system = _system(name)
        connections.let_go(system, g.caller.name, seen())
        say(f"{system.label} hears of nothing more.")
        return redirect(PAGE.link, 303)

    @routes.post("/settings/connections/<name>/leads")
    def leads(name: str) -> Response:
        system = _system(name)
        if name not in staff_services.conversation_settings.can:
            abort(409, f"{system.label} is not connected.")
        count = crm.announce_all_to(staff_services.database, name, g.caller.name)
        staff_services.wake()
        say(f"{count:,} leads wait for {system.label}. It may take a while.")
        return redirect(PAGE.link, 303)

    def _show(status: int = 200, tried: System | None = None, trial: Trial | None = None) -> Response:
        kept = connections.kept()
        page = render_template(
            "console/connections.html", standing=connections.standing(kept), shown=stamps(kept), tried=tried,
            trial=trial, is_ready=connections.is_ready, used=staff_services.conversation_settings.can,
        )  # fmt: skip
        return make_response(page, status)

    return routes


def _system(name: str) -> System:
    return SYSTEMS.get(name) or abort(404, "There is no such system.")

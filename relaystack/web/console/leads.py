"""Leads: all of them by stage, owner, country, budget and source; and one, with what is to be done next."""

from datetime import UTC, datetime
from typing import Any

from apiflask import APIBlueprint
from flask import Response, abort, g, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from relaystack.engine import adverts
from relaystack.errors import Outdated
from relaystack.models import Stage
from relaystack.services.bookings import week
from relaystack.services.carriers import kinds
from relaystack.services.inbox import authors
from relaystack.services.leads import lead_board, lead_desk, lead_story
from relaystack.services.reporting.labels import Labels

from ..staff.authorizer import must_hold
from ..staff.forms import seen
from ..staff.services import StaffServices
from . import audit_words, lead_forms
from .page import Page, wanted
from .said import say

PAGE = Page("leads", "Leads", scope="leads:read", rank=30, icon="layout-kanban")
_WRITES = "leads:write"
_GONE = "There is no such lead."


def blueprint(staff_services: StaffServices) -> APIBlueprint:
    """/console/leads."""
    routes, database = PAGE.blueprint(), staff_services.database

    @routes.get("/leads")
    def index() -> str:
        given, house = lead_forms.asked(), staff_services.conversation_settings.house
        board = lead_board.of(database, lead_forms.which(given, house), wanted())
        return render_template(
            "console/leads.html", board=board, asked=given, sources=lead_forms.SOURCES, nobody=lead_forms.NOBODY,
            colleagues=_colleagues(), today=_today(),
        )  # fmt: skip

    @routes.get("/leads.csv")
    def sheet() -> Response:
        which = lead_forms.which(lead_forms.asked(), staff_services.conversation_settings.house)
        response = Response(lead_desk.as_csv(database, which, g.caller.name), mimetype="text/csv")
        response.headers["Content-Disposition"] = 'attachment; filename="leads.csv"'
        return response

    @routes.get("/leads/<int:id>")
    def one(id: int) -> Answer:
        return _show(id)

    @routes.post("/leads/<int:id>")
    def change(id: int) -> Answer:
        must_hold(g.caller, _WRITES)
        crms = kinds.told_of_leads(staff_services.conversation_settings.can)
        try:
            if lead_desk.change(database, id, lead_forms.changes(), g.caller.name, crms, seen()) is None:
                abort(404, _GONE)
        except lead_forms.Odd as odd:
            return _show(id, 422, trouble=str(odd))
        except lead_desk.NoSuchOwner:
            return _show(id, 422, trouble="This colleague is not in the team any more. Choose another one.")
        except Outdated:
            return _show(id, 409, is_outdated=True)
        staff_services.wake()
        say("Kept.")
        return redirect(url_for("console.leads.one", id=id), 303)

    def _show(id: int, status: int = 200, **more: Any) -> Answer:
        """The lead; after a form that could not be kept, with what was typed."""
        story = lead_story.of(database, id) or abort(404, _GONE)
        settings = staff_services.conversation_settings
        with database.reading() as connection:
            labels = Labels(settings.book, settings.catalogue.get(connection))
            may_see = "bookings:read" in g.caller.scopes
            ahead = week.ahead(connection, story.lead["contact_id"], datetime.now(UTC)) if may_see else ()
        form = {**story.lead, **(lead_forms.typed() if status != 200 else {})}
        page = render_template(
            "console/lead.html", story=story, lead=story.lead, form=form, labels=labels, stages=Stage, today=_today(),
            colleagues=_colleagues(), source=adverts.worded(story.lead["advert"]), action=audit_words.action,
            changes=lambda entry: audit_words.changes(entry, settings.house), may_write=_WRITES in g.caller.scopes,
            appointments=ahead, **more,
        )  # fmt: skip
        return make_response(page, status)

    def _colleagues() -> list[tuple[int, str]]:
        with database.reading() as connection:
            return authors.colleagues(connection)

    def _today() -> Any:
        return datetime.now(UTC).astimezone(staff_services.conversation_settings.house.zone).date()

    return routes

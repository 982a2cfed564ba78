"""One lead: all that is known, and what is to be done next."""

from datetime import UTC, datetime
from typing import Any

from apiflask import APIBlueprint
from flask import abort, g, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from relaystack.engine.lead_sources import came_from
from relaystack.errors import Outdated
from relaystack.models import Stage
from relaystack.services.bookings import week
from relaystack.services.leads import lead_desk, lead_story
from relaystack.services.leads.written import Odd
from relaystack.services.reporting.labels import Labels

from ...staff.authorizer import must_hold
from ...staff.forms import seen
from ...staff.services import StaffServices
from .. import audit_words
from ..said import say
from . import around, forms


def install(routes: APIBlueprint, staff_services: StaffServices) -> None:
    """GET and POST /console/leads/<id>."""
    database = staff_services.database

    @routes.get("/leads/<int:id>")
    def one(id: int) -> Answer:
        return _show(id)

    @routes.post("/leads/<int:id>")
    def change(id: int) -> Answer:
        must_hold(g.caller, around.WRITES)
        try:
            crms = around.crms(staff_services)
            if lead_desk.change(database, id, forms.changes(), g.caller.name, crms, seen()) is None:
                abort(404, around.GONE)
        except Odd as odd:
            return _show(id, 422, trouble=str(odd))
        except lead_desk.NoSuchOwner:
            return _show(id, 422, trouble=forms.NO_OWNER)
        except Outdated:
            return _show(id, 409, is_outdated=True)
        staff_services.wake()
        say("Kept.")
        return redirect(url_for("console.leads.one", id=id), 303)

    def _show(id: int, status: int = 200, **more: Any) -> Answer:
        """The lead; after a form that could not be kept, with what was typed."""
        story = lead_story.of(database, id) or abort(404, around.GONE)
        settings = staff_services.conversation_settings
        with database.reading() as connection:
            labels = Labels(settings.book, settings.catalogue.get(connection))
            may_see = "bookings:read" in g.caller.scopes
            ahead = week.ahead(connection, story.lead["contact_id"], datetime.now(UTC)) if may_see else ()
        form = {**story.lead, **(forms.typed() if status != 200 else {})}
        page = render_template(
            "console/leads/one.html", story=story, lead=story.lead, form=form, labels=labels, stages=Stage,
            today=around.today(staff_services), colleagues=around.colleagues(staff_services),
            source=came_from(story.lead), action=audit_words.action,
            changes=lambda entry: audit_words.changes(entry, settings.house), appointments=ahead,
            may_write=around.WRITES in g.caller.scopes, **more,
        )  # fmt: skip
        return make_response(page, status)

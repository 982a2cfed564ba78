"""A person's data: given to them, to read or for a machine, and erased for good, with a receipt."""

import json
from uuid import UUID

from apiflask import APIBlueprint
from flask import abort, g, make_response, redirect, render_template, request, url_for
from werkzeug import Response

from relaystack.services.inbox import person_story
from relaystack.services.privacy import subject_requests
from relaystack.services.privacy.under_way import UnderWay

from ...staff.authorizer import must_hold
from ...staff.services import StaffServices
from . import readable
from .one import NOBODY, show

MAY = "privacy"


def install(routes: APIBlueprint, staff_services: StaffServices) -> None:
    """GET …/<id>/data and data.json; POST …/<id>/erase; GET /console/people/erased/<receipt>."""
    database = staff_services.database

    @routes.get("/people/<int:id>/data")
    def data(id: int) -> str:
        must_hold(g.caller, MAY)
        story = person_story.of(database, id) or abort(404, NOBODY)
        found = subject_requests.export(database, id, g.caller.name) or abort(404, NOBODY)
        parts = readable.parts(found["tables"], staff_services.conversation_settings.house)
        return render_template("console/people/data.html", story=story, person=story.person, found=found, parts=parts)

    @routes.get("/people/<int:id>/data.json")
    def as_json(id: int) -> Response:
        must_hold(g.caller, MAY)
        found = subject_requests.export(database, id, g.caller.name) or abort(404, NOBODY)
        text = json.dumps(found, ensure_ascii=False, indent=1, default=lambda value: value.isoformat())
        response = make_response(text)
        response.mimetype = "application/json"
        response.headers["Content-Disposition"] = f'attachment; filename="person-{id}.json"'
        return response

    @routes.post("/people/<int:id>/erase")
    def erase(id: int) -> Response:
        must_hold(g.caller, MAY)
        story = person_story.of(database, id) or abort(404, NOBODY)
        if not story.is_named(request.form.get("typed", "")):
            return show(staff_services, id, 422, erase_trouble=f"Nothing was erased. Type exactly: {story.typed}")
        done = subject_requests.erase(database, staff_services.media_dir, id, g.caller.name)
        if done is None:
            abort(404, NOBODY)
        if isinstance(done, UnderWay):
            words = "Something is just being delivered to this person, so nothing was erased. Try again in a moment."
            return show(staff_services, id, 503, erase_trouble=words)
        return redirect(url_for("console.people.erased", id=done["id"]), 303)

    @routes.get("/people/erased/<uuid:id>")
    def erased(id: UUID) -> str:
        must_hold(g.caller, MAY)
        receipt = subject_requests.receipt(database, str(id)) or abort(404, "There is no such receipt.")
        removed = [(readable.title(name), count) for name, count in receipt["removed"].items()]
        return render_template("console/people/erased.html", receipt=receipt, removed=sorted(removed))

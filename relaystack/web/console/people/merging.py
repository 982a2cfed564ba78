"""Two contacts that are one person: what would become of them, made one, and parted again."""

from typing import Any

from apiflask import APIBlueprint
from flask import abort, g, make_response, redirect, render_template, request, url_for
from werkzeug import Response

from relaystack.errors import Outdated
from relaystack.services.carriers import kinds
from relaystack.services.contacts import lookup
from relaystack.services.privacy import merging, parting
from relaystack.services.privacy.under_way import UnderWay

from ...staff.authorizer import BIGGEST, must_hold
from ...staff.forms import seen
from ...staff.services import StaffServices
from ..said import say
from . import readable
from .data import MAY
from .one import NOBODY, show

_BUSY = "Something is just being delivered to one of them, so nothing was changed. Try again in a moment."


def install(routes: APIBlueprint, staff_services: StaffServices) -> None:
    """GET and POST /console/people/<id>/merge; POST …/merges/<n>/undo."""
    database = staff_services.database

    @routes.get("/people/<int:id>/merge")
    def ask(id: int) -> Response:
        must_hold(g.caller, MAY)
        other = _other(request.args.get("with", ""))
        if other is None or other == id:
            words = "Nobody else has this number. Write it with its country code, or the number of the contact."
            return show(staff_services, id, 404, merge_trouble=words)
        return _preview(id, other)

    @routes.post("/people/<int:id>/merge")
    def merge(id: int) -> Response:
        must_hold(g.caller, MAY)
        other = _number(request.form.get("other", "")) or abort(404, NOBODY)
        try:
            done = merging.merge(database, id, other, g.caller.name, seen(), crms())
        except Outdated:
            return _preview(id, other, 409, trouble="One of them has changed since you looked. Look again.")
        if done is None:
            abort(404, NOBODY)
        if isinstance(done, UnderWay):
            return _preview(id, other, 503, trouble=_BUSY)
        staff_services.wake()
        say("They are one now. You can undo it on this page.")
        return redirect(url_for("console.people.one", id=id), 303)

    @routes.post("/people/<int:id>/merges/<int:number>/undo")
    def undo(id: int, number: int) -> Response:
        must_hold(g.caller, MAY)
        try:
            done = parting.part(database, id, number, g.caller.name, crms())
        except parting.CannotPart as why:
            return show(staff_services, id, 409, merge_trouble=f"Not undone. {why}")
        if done is None:
            abort(404, "This was undone already, or the person was erased.")
        if isinstance(done, UnderWay):
            return show(staff_services, id, 503, merge_trouble=_BUSY)
        staff_services.wake()
        say("They are two again.")
        return redirect(url_for("console.people.one", id=id), 303)

    def crms() -> list[str]:
        return kinds.told_of_leads(staff_services.conversation_settings.can)

    def _preview(id: int, other: int, status: int = 200, **more: Any) -> Response:
        found = merging.preview(database, id, other) or abort(404, NOBODY)
        moved, left_out = ([(readable.title(name), count) for name, count in part.items()]
                           for part in (found.moved, found.left_out))  # fmt: skip
        page = render_template("console/people/merge.html", found=found, moved=moved, left_out=left_out, **more)
        return make_response(page, status)

    def _other(written: str) -> int | None:
        """Whom staff mean by a telephone number, or by the number of the contact."""
        return lookup.by_phone(database, written) or _number(written.strip().removeprefix("contact").strip())


def _number(written: str) -> int | None:
    is_one = written.isascii() and written.isdigit() and len(written) < 20
    return min(int(written), BIGGEST) if is_one else None

"""Who did what, when, and what it was before; looked up by who, what, of what and day, and taken as a sheet."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from apiflask import APIBlueprint
from flask import Response, abort, g, render_template, request

from relaystack.engine.house import House
from relaystack.services.reporting import audit_trail

from ..staff.services import StaffServices
from . import audit_words
from .page import Page, wanted

PAGE = Page("audit", "Audit", scope="audit:read", rank=90, icon="history", in_settings=True)
_FIELDS = ("by", "action", "subject", "day")
_LONGEST = 100


def blueprint(staff_services: StaffServices) -> APIBlueprint:
    """/console/settings/audit."""
    routes, database = PAGE.blueprint(), staff_services.database

    @routes.get("/settings/audit")
    def index() -> str:
        asked, house = _asked(), staff_services.conversation_settings.house
        page = audit_trail.page(database, _filter(asked, house), wanted())
        return render_template(
            "console/audit.html", page=page, asked=asked, actions=audit_words.ACTIONS, action=audit_words.action,
            changes=lambda entry: audit_words.changes(entry, house),
        )  # fmt: skip

    @routes.get("/settings/audit.csv")
    def sheet() -> Response:
        house = staff_services.conversation_settings.house
        lines = audit_trail.as_csv(
            database, _filter(_asked(), house), g.caller.name, lambda entry: audit_words.plain(entry, house)
        )
        response = Response(lines, mimetype="text/csv")
        response.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
        return response

    return routes


def _asked() -> dict[str, Any]:
    """What the form names, as far as it was filled in."""
    given = {name: request.args.get(name, "").strip()[:_LONGEST] for name in _FIELDS}
    return {name: words for name, words in given.items() if words and "\0" not in words}


def _filter(asked: dict[str, Any], house: House) -> audit_trail.Filter:
    """Days are the office's."""
    asked = dict(asked)
    day = asked.pop("day", None)
    if not day:
        return audit_trail.Filter(**asked)
    try:
        begins = datetime.combine(date.fromisoformat(day), time(), house.zone)
        ends = datetime.combine(begins.date() + timedelta(days=1), time(), house.zone)
        return audit_trail.Filter(**asked, since=begins.astimezone(UTC), until=ends.astimezone(UTC))
    except (ValueError, OverflowError):
        abort(404, "There is no such day; write it like 2026-11-30.")

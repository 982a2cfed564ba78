"""How long what is kept: first what a rule would delete, then the rule."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from apiflask import APIBlueprint
from flask import g, make_response, redirect, render_template, request
from werkzeug import Response

from relaystack.errors import Outdated
from relaystack.services.privacy import retention, retention_rules
from relaystack.services.privacy.retention_rules import RULES, SUBJECT, Days, OddRule
from relaystack.services.storage import audit
from relaystack.services.storage.pages import Wanted

from ..staff.forms import seen
from ..staff.services import StaffServices
from .page import Page
from .said import say

PAGE = Page("retention", "Retention", scope="privacy", rank=88, icon="hourglass", in_settings=True)
_LAST = 10  # deletions that are shown


def blueprint(staff_services: StaffServices) -> APIBlueprint:
    """/console/settings/retention."""
    routes, database = PAGE.blueprint(), staff_services.database

    @routes.get("/settings/retention")
    def index() -> Response:
        if not request.args:
            return _show()
        try:
            return _show(wanted=_days(request.args))
        except OddRule as odd:
            return _show(422, trouble=str(odd), given=request.args)

    @routes.post("/settings/retention")
    def change() -> Response:
        try:
            wanted = _days(request.form)
            changed = retention_rules.change(database, wanted, g.caller.name, seen())
        except OddRule as odd:
            return _show(422, trouble=str(odd), given=request.form)
        except Outdated:
            return _show(
                409, wanted=_days(request.form), trouble="The rules have changed since you looked. Look again."
            )
        say("Kept. From tonight on it is done so." if changed else "It was set so already.")
        return redirect(PAGE.link, 303)

    def _show(
        status: int = 200, wanted: Days | None = None, trouble: str = "", given: Mapping[str, str] | None = None
    ) -> Response:
        now = datetime.now(UTC)
        with database.reading() as connection:
            kept = retention_rules.of(connection)
            told = retention_rules.told(connection, wanted or kept, now)
        shown: dict[str, Any] = {name: "" if days is None else days for name, days in (wanted or kept).items()}
        last = [one for one in audit.of(database, SUBJECT, Wanted(50))["items"] if one["action"] == retention.DELETED]
        page = render_template(
            "console/retention.html", rules=RULES, kept=kept, wanted=wanted, told=told, given=given or shown,
            trouble=trouble, last=last[:_LAST], night=retention.NIGHT,
        )  # fmt: skip
        return make_response(page, status)

    return routes


def _days(given: Mapping[str, str]) -> Days:
    """What the fields say; nothing in one is for good. Raises OddRule."""
    wanted = {name: _number(name, given.get(name, "").strip()) for name in RULES}
    retention_rules.check(wanted)
    return wanted


def _number(name: str, written: str) -> int | None:
    if not written:
        return None
    if not (written.isascii() and written.isdigit() and len(written) < 8):
        raise OddRule(f"{RULES[name].label}: write a number of days, or nothing to keep them for good.")
    return int(written)

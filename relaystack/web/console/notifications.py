"""What somebody hears of by e-mail and in their browsers, and when they are left alone."""

from datetime import datetime, time
from typing import Any

from apiflask import APIBlueprint
from flask import abort, g, make_response, redirect, render_template, request
from werkzeug import Response

from relaystack.services.notices.hearing import Hearing, Share, Topic
from relaystack.services.outbox.outbox import MAIL
from relaystack.services.staff import notifications

from ..staff.forms import seen
from ..staff.services import StaffServices
from . import notified
from .page import Page
from .said import say

PAGE = Page("notifications", "Notifications", scope=notifications.READS, rank=970, icon="bell", in_settings=True)
TOPICS = {
    Topic.HELP: ("Somebody needs a person", "asks for one, writes to one, waits longer than promised"),
    Topic.ALARM: ("Alarms", "nobody has answered for too long, or nothing can be sent"),
    Topic.LEAD: ("Leads", "new ones, further enquiries, budgets that were checked"),
    Topic.DIGEST: ("The day's digest", "one e-mail a day, where whoever runs the server has set its time"),
}
SHARES = {Share.ALL: "of everybody", Share.MINE: "of those given to me, or to nobody", Share.NONE: "never"}
DUE = {"mine": True, "none": False}
_ODD = "A quiet time has a beginning and an end, like 22:00 and 07:00. Leave both empty for none."


def blueprint(staff_services: StaffServices) -> APIBlueprint:
    """/console/settings/notifications."""
    routes, people = PAGE.blueprint(), staff_services.people

    @routes.before_request
    def people_only() -> None:
        g.me = people.me
        if g.me is None:
            abort(403, "This page is for people of the team: a token has no e-mail address.")

    @routes.get("/settings/notifications")
    def index() -> Response:
        return _show(notifications.of(people.database, g.me))

    @routes.post("/settings/notifications")
    def change() -> Response:
        zone = str(staff_services.conversation_settings.house.zone)
        try:
            shares = {topic: Share(request.form.get(topic, Share.NONE)) for topic in Topic}
            wanted = Hearing(shares, _quiet(), zone, due=DUE[request.form.get("due", "mine")])
        except (KeyError, ValueError):
            return _show(notifications.of(people.database, g.me), 422, _ODD)
        notifications.change(people.database, g.me, wanted, seen())
        say("Kept. It holds from the next news on.")
        return redirect(PAGE.link, 303)

    def _show(hearing: Hearing, status: int = 200, trouble: str = "") -> Response:
        mails = MAIL in staff_services.conversation_settings.can
        words: dict[str, Any] = {"topics": TOPICS, "shares": SHARES, "mails": mails}
        words |= notified.shown(staff_services)
        page = render_template("console/notifications.html", hearing=hearing, trouble=trouble, me=g.me, **words)
        return make_response(page, status)

    def refuse(words: str, status: int) -> Response:
        return _show(notifications.of(people.database, g.me), status, words)

    notified.install(routes, staff_services, lambda: PAGE.link, refuse)
    return routes


def _quiet() -> tuple[time, time] | None:
    """The quiet time of the form; raises ValueError where it is none."""
    written = [request.form.get(name, "").strip()[:5] for name in ("quiet_from", "quiet_until")]
    if not any(written):
        return None
    begins, ends = (datetime.strptime(one, "%H:%M").time() for one in written)  # noqa: DTZ007 (times of the day)
    return begins, ends

"""The first page of a day: who waits, what came in, what is due, is all well? Each block by its own scope."""

from datetime import UTC, datetime, timedelta
from typing import Any

from apiflask import APIBlueprint
from flask import Response, g, render_template

from relaystack.services.bookings import week
from relaystack.services.monitoring import health_words
from relaystack.services.reporting import today
from relaystack.services.storage.versions import version

from ..staff.authorizer import must_hold
from ..staff.services import StaffServices
from . import live
from .page import Page

_BLOCKS = ("conversations:read", "bookings:read", "leads:read", "programs:read", "unanswered:read", "stats:read")
PAGE = Page("today", "Today", scope=_BLOCKS, rank=10, icon="home")


def blueprint(staff_services: StaffServices) -> APIBlueprint:
    """/console/today, and its part that is asked for again."""
    routes, database = PAGE.blueprint(), staff_services.database

    @routes.get("/today")
    def index() -> str:
        now = datetime.now(UTC)
        return render_template(
            "console/today.html", now=now, today=_here(now).date(), blocks=_blocks(now), **_waiting(now)
        )

    routes.add_url_rule("", "home", index)

    @routes.get("/today/waiting")
    def waiting() -> Response:
        must_hold(g.caller, "conversations:read")
        shown = _waiting(datetime.now(UTC))
        return live.answer(shown["shown"], lambda: render_template("console/today_waiting.html", **shown))

    def _waiting(now: datetime) -> dict[str, Any]:
        """Who waits, and a name for exactly that."""
        if not _may("conversations:read"):
            return {"waiting": None, "shown": ""}
        settings = staff_services.conversation_settings
        with database.reading() as connection:
            late_since = settings.schedule.get(connection).late_since(settings.house.zone, now)
            found = today.waiting(connection, now, late_since)
        return {"waiting": found, "shown": version(vars(found))}

    def _here(now: datetime) -> datetime:
        return now.astimezone(staff_services.conversation_settings.house.zone)

    def _blocks(now: datetime) -> dict[str, Any]:
        """What each of the visitor's scopes opens."""
        settings = staff_services.conversation_settings
        house, here = settings.house, _here(now)
        since = datetime.combine(here.date() - timedelta(days=1), datetime.min.time(), house.zone)
        found: dict[str, Any] = {"since": since}
        with database.reading() as connection:
            if _may("bookings:read"):
                found["appointments"] = week.today(connection, now, house.zone)
            if _may("leads:read"):
                found["leads"] = today.new_leads(connection, since.astimezone(UTC))
                found["actions"] = today.due_actions(connection, here.date(), g.caller.member_id)
            if _may("programs:read"):
                found["reviews"] = today.due_reviews(connection, here.date())
            if _may("unanswered:read"):
                found["questions"] = today.open_questions(connection)
        if _may("stats:read"):
            found["health"] = health_words.of(staff_services.health(), house, settings.can)
        return found

    return routes


def _may(scope: str) -> bool:
    return scope in g.caller.scopes

"""Who has written, and what was said with each of them. E-mails to staff lead here."""

from datetime import UTC, datetime

from apiflask import APIBlueprint
from flask import abort, g, render_template

from relaystack.services.inbox import history
from relaystack.services.reporting import today

from ..staff.authorizer import BIGGEST
from ..staff.services import StaffServices
from .page import Page, wanted


def who_waits(staff_services: StaffServices) -> int:
    """How many wait for a person."""
    with staff_services.database.reading() as connection:
        return today.count_waiting(connection)


PAGE = Page("conversations", "Conversations", scope="conversations:read", rank=20, icon="messages", badge=who_waits)


def blueprint(staff_services: StaffServices) -> APIBlueprint:
    """GET /console/conversations and /console/conversations/<id>."""
    routes, database = PAGE.blueprint(), staff_services.database

    @routes.get("/conversations")
    def index() -> str:
        return render_template("console/conversations.html", page=history.conversations(database, wanted()))

    @routes.get("/conversations/<int:id>")
    def one(id: int) -> str:
        person = history.contact(database, id) if id <= BIGGEST else None
        page = history.messages(database, id, wanted(), g.caller.name) if person else None
        if person is None or page is None:
            abort(404, "There is no such person, or they were erased.")
        closes = person["window_closes_at"]
        open_until = closes if closes and closes > datetime.now(UTC) else None
        return render_template("console/conversation.html", person=person, page=page, open_until=open_until)

    return routes

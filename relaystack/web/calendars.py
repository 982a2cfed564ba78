"""Addresses for calendars: an appointment as a file, the feed of a consultant. Who knows one may read it."""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Blueprint, Response, abort, request

from relaystack.engine import calendar_files
from relaystack.engine.flow import Book
from relaystack.services.bookings import calendars
from relaystack.services.staff import roles
from relaystack.services.storage.database import Database

LONGEST_SECRET = 100
_NOT_THERE = "There is no calendar at this address (any more)."


def blueprint(database: Database, book: Callable[[], Book], site: str) -> Blueprint:
    """GET /calendar/<secret>.ics, GET /calendar/appointment/<secret>.ics."""
    routes = Blueprint("calendars", __name__)

    @routes.get(f"{calendars.FEED}/<secret>.ics")
    def feed(secret: str) -> Response:
        """The appointments of a consultant, as long as they are in the team and may read them."""
        now = datetime.now(UTC)
        with database.reading() as connection:
            member = calendars.follow(connection, _bounded(secret))
            if member is None or "bookings:read" not in roles.scopes_of(member.role):
                abort(404, _NOT_THERE)
            title = f"{book().brand['name']}: {member.name}"
            file = calendars.fed(connection, member.id, site, title, now)
        return _file(file, "appointments.ics", "inline")

    @routes.get(f"{calendars.APPOINTMENT}/<secret>.ics")
    def appointment(secret: str) -> Response:
        """One appointment, for whose it is: at its time of now, or called off."""
        with database.reading() as connection:
            named = calendars.by_secret(connection, _bounded(secret), datetime.now(UTC))
        event = (named or abort(404, _NOT_THERE)).for_person(book())
        return _file(calendar_files.one(event, str(book().brand.get("email", ""))), "appointment.ics", "attachment")

    return routes


def _bounded(secret: str) -> str:
    """What cannot be a secret is not looked up."""
    return secret if secret.isascii() and "\0" not in secret and len(secret) <= LONGEST_SECRET else ""


def _file(file: bytes, name: str, shown: str) -> Response:
    """The file, or that it is as it was; no cache on the way keeps it."""
    answer = Response(file, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'{shown}; filename="{name}"'
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.add_etag()
    answer.make_conditional(request)
    return answer

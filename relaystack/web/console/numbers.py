"""What the bot and the office achieve, and what it costs: figures and tables of a span of days, and whose they are."""

from datetime import UTC, date, datetime
from typing import Any

from apiflask import APIBlueprint
from flask import Response, abort, g, render_template, request
from markupsafe import Markup

from relaystack.services.inbox import authors
from relaystack.services.reporting import behind, number_sheets, report
from relaystack.services.reporting.days import LONGEST, ONE, Days

from ..staff.authorizer import must_hold
from ..staff.services import StaffServices
from .page import Page, wanted

PAGE = Page("numbers", "Numbers", scope="stats:read", rank=60, icon="chart-bar")
SPANS = (7, 30, 90)
_USUAL = 30
_READS = "conversations:read"
_UNITS = {"percent": " %", "minutes": " min"}


def blueprint(staff_services: StaffServices) -> APIBlueprint:
    """/console/numbers, its sheets, and the people behind a number."""
    routes, database = PAGE.blueprint(), staff_services.database

    @routes.get("/numbers")
    def index() -> str:
        days, settings = _days(), staff_services.conversation_settings
        with database.reading() as connection:
            shown = report.make(connection, settings, days, authors.names)
        chosen = len(days) if days.last == _today() - ONE else 0
        return render_template(
            "console/numbers.html", report=shown, days=days, spans=SPANS, chosen=chosen, may_read=_may_read(),
            amount=amount,
        )  # fmt: skip

    @routes.get("/numbers.csv")
    def sheet() -> Response:
        days = _days()
        return _sheet(number_sheets.numbers(database, days), f"numbers-{days.first}-{days.last}.csv")

    @routes.get("/numbers/conversations.csv")
    def conversations() -> Response:
        must_hold(g.caller, _READS)
        days = _days()
        lines = number_sheets.conversations(database, days, _zone(), g.caller.name)
        return _sheet(lines, f"conversations-{days.first}-{days.last}.csv")

    @routes.get("/numbers/behind")
    def people() -> str:
        must_hold(g.caller, _READS)
        days, number = _days(), request.args.get("number", "")
        with database.reading() as connection:
            page = behind.people(connection, number, days, _zone(), wanted())
        if page is None:
            abort(404, "There is no such number.")
        title = request.args.get("title", "")[:100]
        return render_template("console/numbers_behind.html", page=page, days=days, number=number, title=title)

    def _zone() -> Any:
        return staff_services.conversation_settings.house.zone

    def _today() -> date:
        return datetime.now(UTC).astimezone(_zone()).date()

    def _days() -> Days:
        """The span that is asked for: so many days until yesterday, or from one day to another, at most until today."""
        today, asked = _today(), request.args
        try:
            if asked.get("first"):
                days = Days(date.fromisoformat(asked["first"]), min(date.fromisoformat(asked["last"]), today))
            else:
                days = Days.until(today - ONE, int(asked.get("days", _USUAL)))
        except (KeyError, ValueError, OverflowError):
            abort(404, "There are no such days; write them like 2026-11-30.")
        if not 0 < len(days) <= LONGEST or days.first.year < 2000:
            abort(404, f"Choose a span of one day to {LONGEST}, the first day before the last.")
        return days

    return routes


def amount(value: Any, unit: str = "") -> Any:
    """A number, or words, as they stand in a table."""
    if value is None:
        return "–"
    if isinstance(value, int) and unit not in _UNITS:
        return f"{value:,}"
    words = value if isinstance(value, str) else f"US$ {value:,.2f}" if unit == "usd" else f"{value:,}{_UNITS[unit]}"
    return Markup("<bdi>{}</bdi>").format(words)  # figures and words keep their order from right to left


def _may_read() -> bool:
    return _READS in g.caller.scopes


def _sheet(lines: Any, name: str) -> Response:
    response = Response(lines, mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

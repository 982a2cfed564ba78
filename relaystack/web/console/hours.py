"""When the office is open, and how soon it answers: reminders, alarms and what customers read go by it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from apiflask import APIBlueprint
from flask import g, make_response, redirect, render_template, request
from werkzeug import Response

from relaystack.engine.office_hours import DAYS, SPANS
from relaystack.services.office import schedule
from relaystack.services.office.schedule import OddSchedule, Schedule

from ..staff.forms import seen
from ..staff.services import StaffServices
from . import week_forms
from .page import Page
from .said import say

PAGE = Page("hours", "Hours", scope="office:write", rank=85, icon="clock", in_settings=True)
_MINUTE = timedelta(minutes=1)


def blueprint(staff_services: StaffServices) -> APIBlueprint:
    """/console/settings/hours."""
    routes, database = PAGE.blueprint(), staff_services.database

    @routes.get("/settings/hours")
    def index() -> Response:
        return _show(_now())

    @routes.post("/settings/hours")
    def change() -> Response:
        def wanted(now: Schedule) -> Schedule:
            promise, alarm = (_minutes(name) for name in ("promise", "alarm"))
            return replace(now, week=week_forms.week(), promise=promise, alarm=alarm)

        return _change(wanted, "Kept. It holds from now on.")

    @routes.post("/settings/hours/holidays")
    def add() -> Response:
        def wanted(now: Schedule) -> Schedule:
            return replace(now, holidays={**now.holidays, _day(): request.form.get("name", "").strip()})

        return _change(wanted, "Kept. Nobody is expected to answer on that day.")

    @routes.post("/settings/hours/holidays/remove")
    def remove() -> Response:
        def wanted(now: Schedule) -> Schedule:
            gone = _day()
            return replace(now, holidays={day: name for day, name in now.holidays.items() if day != gone})

        return _change(wanted, "It is a day like others again.")

    def _change(wanted: Any, done: str) -> Response:
        now = _now()
        try:
            schedule.change(database, wanted(now), g.caller.name, seen())
        except OddSchedule as odd:
            return _show(now, 422, str(odd), request.form)
        say(done)
        return redirect(PAGE.link, 303)

    def _now() -> Schedule:
        with database.reading() as connection:
            return schedule.of(connection)

    def _show(now: Schedule, status: int = 200, trouble: str = "", given: Mapping[str, str] | None = None) -> Response:
        house = staff_services.conversation_settings.house
        closed = now.hours(house.zone).opens(datetime.now(UTC))
        shown = {"schedule": now, "given": _given(now) if given is None else given, "trouble": trouble}
        page = render_template("console/hours.html", **shown, opens=closed, spans=range(SPANS), days=DAYS)
        return make_response(page, status)

    return routes


def _given(now: Schedule) -> dict[str, str]:
    """What stands in the fields of the form."""
    return {
        **week_forms.given(now.by_day()),
        "promise": str(now.promise // _MINUTE),
        "alarm": str(now.alarm // _MINUTE),
    }


def _minutes(name: str) -> timedelta:
    written = request.form.get(name, "").strip()
    if not (written.isascii() and written.isdigit() and len(written) < 6):
        raise OddSchedule("Reminder and alarm are numbers of minutes; 0 is never.")
    return int(written) * _MINUTE


def _day() -> date:
    try:
        return date.fromisoformat(request.form.get("day", ""))
    except ValueError:
        raise OddSchedule("A day is written like 2027-01-01.") from None

"""Appointments: the week of the consultants, booking for somebody, moving, cancelling, and what came of each."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from apiflask import APIBlueprint
from flask import abort, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from relaystack.errors import Outdated
from relaystack.models import BookingState
from relaystack.services.bookings import busy_times, hours, payment_sheets, payments, waiting, week
from relaystack.services.contacts import lookup, permission
from relaystack.services.inbox.booking_desk import BookingDesk, CannotBook, Done

from ..staff.authorizer import BIGGEST, must_hold
from ..staff.forms import seen
from ..staff.services import StaffServices
from .page import Page
from .said import say

PAGE = Page("bookings", "Appointments", scope="bookings:read", rank=35, icon="calendar")
WRITES = "bookings:write"
_WEEK = timedelta(days=7)
_FIRST, _LAST = date(2000, 1, 3), date(2199, 12, 31)  # that a week may hold
_ENDS = {state.value: state for state in (BookingState.CANCELLED, BookingState.DONE, BookingState.NO_SHOW)}
REFUNDS = "office:write"  # money goes back by whoever sets what things cost
_CHANGED = "It was changed since you read it. Look at it as it is now."
_SAID = {
    BookingState.CANCELLED: "The appointment is cancelled.", BookingState.DONE: "Noted: it took place.",
    BookingState.NO_SHOW: "Noted: they did not come.",
}  # fmt: skip


def blueprint(staff_services: StaffServices) -> APIBlueprint:
    """/console/bookings."""
    routes, database = PAGE.blueprint(), staff_services.database

    @routes.get("/bookings")
    def index() -> str:
        member = request.args.get("with", type=int)
        monday, member = _monday(), None if member is None else min(member, BIGGEST)
        with database.reading() as connection:
            days = week.of(connection, monday, _zone(), member)
            consultants = hours.every(connection)
            waiters = week.waiters(connection)
            clashes = busy_times.clashes(connection, [entry.booking for of_day in days.values() for entry in of_day])
        return render_template(
            "console/bookings.html", days=days, clashes=clashes, waiters=waiters, monday=monday,
            member=member, consultants=consultants,
            one_week=_WEEK, may_write=WRITES in g.caller.scopes, may_refund=REFUNDS in g.caller.scopes,
            now=datetime.now(UTC), today=datetime.now(_zone()).date(),
        )  # fmt: skip

    @routes.get("/bookings/new")
    def new() -> Response:
        must_hold(g.caller, WRITES)
        return _new()

    @routes.post("/bookings/new")
    def make() -> Response:
        must_hold(g.caller, WRITES)
        try:
            contact = lookup.by_phone(database, request.form.get("phone", ""))
            done = _desk().make(contact or 0, _number("member"), _at(), charge="charge" in request.form)
        except CannotBook as odd:
            return _new(422, str(odd))
        held = done.booking.is_unpaid
        return _back(
            done, "The time is held until they pay: the link goes out." if held else "The appointment is made."
        )

    @routes.get("/bookings/<int:id>")
    def one(id: int) -> Response:
        return _show(id)

    @routes.post("/bookings/<int:id>/move")
    def move(id: int) -> Response:
        must_hold(g.caller, WRITES)
        return _changed(id, lambda: _desk().move(id, _number("member"), _at(), seen()), "The appointment is moved.")

    @routes.post("/bookings/<int:id>/end")
    def end(id: int) -> Response:
        must_hold(g.caller, WRITES)
        state = _ENDS.get(request.form.get("state", "")) or abort(404, "There is no such step.")
        refund = request.form.get("reason", "") if "refund" in request.form else None
        if refund is not None:
            must_hold(g.caller, REFUNDS)
        return _changed(id, lambda: _desk().end(id, state, seen(), refund), _SAID[state])

    @routes.post("/bookings/waiting/<int:contact_id>/remove")
    def remove(contact_id: int) -> Response:
        must_hold(g.caller, WRITES)
        if waiting.remove(database, min(contact_id, BIGGEST), g.caller.name):
            say("They do not wait any more. They are not told.")
        else:
            say("They had stopped waiting already.", "warning")
        return redirect(url_for("console.bookings.index"), 303)

    @routes.post("/bookings/<int:id>/refund")
    def refund(id: int) -> Response:
        must_hold(g.caller, REFUNDS)
        try:
            _desk().refund(id, request.form.get("reason", ""), seen()) or abort(404, "Nothing was paid for it.")
        except CannotBook as odd:
            return _show(id, 422, trouble=str(odd))
        except Outdated:
            return _show(id, 409, trouble=_CHANGED)
        staff_services.wake()
        say("The payment is being sent back. It takes some days until the person has it.")
        return redirect(url_for("console.bookings.one", id=id), 303)

    @routes.get("/bookings/payments.csv")
    def sheet() -> Response:
        must_hold(g.caller, REFUNDS)
        try:
            month = date.fromisoformat(f"{request.args.get('month', '')}-01")
        except ValueError:
            abort(404, "Write the month like 2026-11.")
        response = Response(payment_sheets.of_month(database, month, _zone(), g.caller.name), mimetype="text/csv")
        response.headers["Content-Disposition"] = f'attachment; filename="payments-{month:%Y-%m}.csv"'
        return response

    def _changed(id: int, change: Any, words: str) -> Response:
        try:
            done = change() or abort(404, "There is no such appointment.")
        except CannotBook as odd:
            return _show(id, 422, trouble=str(odd))
        except Outdated:
            return _show(id, 409, trouble=_CHANGED)
        return _back(done, words)

    def _back(done: Done, words: str) -> Response:
        """To the week that it stands in."""
        staff_services.wake()
        if done.untold:
            say(f"{words} The person is not told: {done.untold}. Tell them another way.", "warning")
        else:
            say(words)
        day = done.booking.begins_at.astimezone(_zone()).date()
        return redirect(url_for("console.bookings.index", week=day), 303)

    def _desk() -> BookingDesk:
        return BookingDesk(
            database, staff_services.conversation_settings, g.caller, "tell" in request.form, "template" in request.form
        )

    def _zone() -> Any:
        return staff_services.conversation_settings.house.zone

    def _monday() -> date:
        try:
            day = date.fromisoformat(request.args.get("week", "")) if "week" in request.args else None
            day = day or datetime.now(_zone()).date()
        except ValueError:
            abort(404, "There is no such week.")
        day = min(max(day, _FIRST), _LAST)
        return day - timedelta(days=day.weekday())

    def _at() -> datetime:
        """The time that the form names, by the office's clock."""
        try:
            written = f"{request.form.get('day', '')}T{request.form.get('time', '')[:5]}"
            return datetime.strptime(written, "%Y-%m-%dT%H:%M").replace(tzinfo=_zone()).astimezone(UTC)
        except (ValueError, OverflowError):
            raise CannotBook("Write the day like 2026-11-30 and the time like 09:00.") from None

    def _number(name: str) -> int:
        written = request.form.get(name, "")
        if not (written.isascii() and written.isdigit() and len(written) < len(str(BIGGEST))):
            raise CannotBook("Choose a consultant of the list.")
        return int(written)

    def _new(status: int = 200, trouble: str = "") -> Response:
        with database.reading() as connection:
            consultants = hours.every(connection)
        given = {"phone": request.args.get("phone", ""), **request.form}
        page = render_template("console/booking_new.html", consultants=consultants, given=given, trouble=trouble,
                               takes_payments=payments.CAN in staff_services.conversation_settings.can)  # fmt: skip
        return make_response(page, status)

    def _show(id: int, status: int = 200, trouble: str = "") -> Response:
        with database.reading() as connection:
            entry = week.entry(connection, id) or abort(404, "There is no such appointment.")
            consultants, payment = hours.every(connection), payments.of_booking(connection, id)
            window = permission.is_open(connection, entry.booking.contact_id, datetime.now(UTC))
        zone = entry.booking.zone
        page = render_template(
            "console/booking.html", entry=entry, consultants=consultants, trouble=trouble, given=request.form,
            theirs=entry.booking.begins_at.astimezone(ZoneInfo(zone)) if zone else None,
            may_write=WRITES in g.caller.scopes, now=datetime.now(UTC), payment=payment,
            may_refund=REFUNDS in g.caller.scopes, open=window,
        )  # fmt: skip
        return make_response(page, status)

    return routes

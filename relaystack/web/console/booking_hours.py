"""When each consultant can be booked: everybody sets their own hours, whoever sets the office's those of all."""

from collections.abc import Mapping
from dataclasses import replace

from apiflask import APIBlueprint
from flask import abort, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from relaystack.engine.office_hours import DAYS, SPANS
from relaystack.engine.payments import CURRENCIES, Fee, fee_of
from relaystack.errors import Outdated
from relaystack.services.bookings import busy_times, calendars, hours, payments
from relaystack.services.bookings.busy_times import OddAddress
from relaystack.services.bookings.hours import Consultant, Consulting, OddHours
from relaystack.services.office.schedule import OddSchedule

from ..staff.authorizer import must_hold
from ..staff.forms import seen
from ..staff.services import StaffServices
from . import week_forms
from .page import Page
from .said import say

PAGE = Page("booking_hours", "Appointment hours", scope="bookings:write", rank=86, icon="calendar", in_settings=True)
_OF_OTHERS = "office:write"
_NUMBERS = ("minutes", "buffer_minutes", "notice_minutes")


def blueprint(staff_services: StaffServices) -> APIBlueprint:
    """/console/settings/booking-hours."""
    routes, database = PAGE.blueprint(), staff_services.database

    @routes.get("/settings/booking-hours")
    def index() -> str:
        with database.reading() as connection:
            consultants = hours.every(connection)
        return render_template("console/booking_hours.html", consultants=consultants, may_set=_may_set)

    @routes.get("/settings/booking-hours/<int:member>")
    def one(member: int) -> Response:
        return _show(_consultant(member))

    @routes.post("/settings/booking-hours/<int:member>")
    def change(member: int) -> Response:
        consultant = _consultant(member)
        try:
            hours.change(database, member, _wanted(_shown(consultant)), g.caller.name, seen())
        except (OddHours, OddSchedule) as odd:
            return _show(consultant, 422, str(odd), request.form)
        say("Kept. The bot goes by it within a few seconds.")
        return redirect(url_for("console.booking_hours.index"), 303)

    @routes.post("/settings/booking-hours/<int:member>/feed")
    def feed(member: int) -> Response:
        if member != g.caller.member_id:
            abort(403, "Only they themselves make the address of their calendar.")
        is_on = request.form.get("feed") == "new"
        try:
            calendars.change_feed(database, member, g.caller.name, seen(), on=is_on)
        except Outdated:
            abort(409, "The address was changed since you read it. Open the page anew.")
        say(
            "There is a new address. An older one leads nowhere any more."
            if is_on
            else "The address leads nowhere now."
        )
        return redirect(url_for("console.booking_hours.one", member=member, _anchor="feed"), 303)

    @routes.post("/settings/booking-hours/<int:member>/busy")
    def busy(member: int) -> Response:
        consultant = _consultant(member)
        try:
            is_new = busy_times.follow(database, member, request.form.get("address", ""), g.caller.name, seen())
        except OddAddress as odd:
            return _show(consultant, 422, str(odd))
        except Outdated:
            abort(409, "The calendar was changed since you read it. Open the page anew.")
        staff_services.wake()
        is_on = bool(request.form.get("address", "").strip())
        kept = "Kept. It is read at once, and then every few minutes." if is_on else "No calendar is read any more."
        say(kept if is_new else "Nothing has changed.")
        return redirect(url_for("console.booking_hours.one", member=member, _anchor="busy"), 303)

    def _consultant(member: int) -> Consultant:
        if not _may_set(member):
            must_hold(g.caller, _OF_OTHERS)
        with database.reading() as connection:
            found = (one for one in hours.every(connection) if one.id == member)
            return next(found, None) or abort(404, "There is no such colleague.")

    def _shown(consultant: Consultant) -> Consulting:
        """What the form shows: of whom nothing is set, the first values of the content folder."""
        settings = staff_services.conversation_settings
        first = Consulting.proposed(settings.book.appointments.first, str(settings.house.zone))
        return first if consultant.consulting == Consulting() else consultant.consulting

    def _show(
        consultant: Consultant, status: int = 200, trouble: str = "", given: Mapping[str, str] | None = None
    ) -> Response:
        """The form of one; after hours that could not be kept, with what was typed."""
        settings, now = staff_services.conversation_settings, _shown(consultant)
        fields = _given(now) if given is None else given
        with database.reading() as connection:
            is_own = consultant.id == g.caller.member_id
            secret = calendars.feed_of(connection, consultant.id) if is_own else ""
            followed = busy_times.of(connection, consultant.id)
        page = render_template(
            "console/booking_hours_of.html", is_own=is_own, feed=calendars.feed_link(settings.site, secret),
            followed=followed, address=request.form.get("address", followed.address), trouble=trouble, days=DAYS,
            feed_version=calendars.version_of(secret), consultant=consultant, given=fields, spans=range(SPANS),
            languages=settings.book.languages, currencies=CURRENCIES, may_price=_OF_OTHERS in g.caller.scopes,
            can_pay=payments.CAN in settings.can, costs=now.costs,
            chosen=now.languages if given is None else request.form.getlist("languages"),
        )  # fmt: skip
        return make_response(page, status)

    return routes


def _may_set(member: int) -> bool:
    return bool(member == g.caller.member_id or _OF_OTHERS in g.caller.scopes)


def _wanted(now: Consulting) -> Consulting:
    numbers = {name: _number(name) for name in _NUMBERS}
    spoken = tuple(sorted(set(request.form.getlist("languages"))))
    zone = request.form.get("zone", "").strip()
    costs = _costs() if _OF_OTHERS in g.caller.scopes else now.costs
    fee, currency = (costs.amount, costs.currency) if costs else (0, "")
    kept = replace(now, zone=zone, week=week_forms.week(), languages=spoken, fee=fee, currency=currency)
    return replace(kept, **numbers)  # type: ignore[arg-type]


def _costs() -> Fee | None:
    """The fee; only who sets the hours of all sets what they cost."""
    try:
        return fee_of(request.form.get("fee", ""), request.form.get("currency", ""))
    except ValueError as odd:
        raise OddHours(str(odd)) from None


def _number(name: str) -> int:
    written = request.form.get(name, "").strip()
    if not (written.isascii() and written.isdigit() and len(written) < 6):
        raise OddHours("Length, break and notice are numbers of minutes.")
    return int(written)


def _given(now: Consulting) -> dict[str, str]:
    """What stands in the fields."""
    numbers = {name: str(getattr(now, name)) for name in _NUMBERS}
    fee = {"fee": f"{now.fee // 100}.{now.fee % 100:02}" if now.fee else "", "currency": now.currency or CURRENCIES[0]}
    return {**week_forms.given(now.by_day()), **numbers, **fee, "zone": now.zone}

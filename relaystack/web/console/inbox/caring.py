"""Who has a conversation, and whether anything is left to do in it: the buttons above it."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from apiflask import APIBlueprint
from flask import abort, g, redirect, request
from werkzeug import Response

from relaystack.services.delivery import failed
from relaystack.services.inbox import care

from ...staff.forms import seen
from ..said import say
from .shown import NOBODY, InboxPages, back_to

MORNING = 9  # by the office's clock: when what sleeps until a day wakes up


def install(routes: APIBlueprint, pages: InboxPages) -> None:
    """POST /console/inbox/<id>/take, hand-back, assign, close, reopen, snooze, retry."""

    def done(id: int, work: Callable[[], Any], words: str) -> Response:
        following = pages.following(id) if "next" in request.form else id
        if work() is None:
            abort(404, NOBODY)
        pages.staff_services.wake()
        say(words)
        return redirect(back_to(following), 303)

    @routes.post("/inbox/<int:id>/take")
    def take(id: int) -> Response:
        return done(
            id, lambda: care.take(pages.database, pages.settings, id, g.caller, seen()),
            "You have this conversation. The bot is silent.",
        )  # fmt: skip

    @routes.post("/inbox/<int:id>/hand-back")
    def hand_back(id: int) -> Response:
        silently = "silently" in request.form

        def work() -> bool | None:
            return care.hand_back(pages.database, pages.settings, id, g.caller, seen(), silently=silently)

        return done(id, work, "The bot has this conversation again.")

    @routes.post("/inbox/<int:id>/assign")
    def assign(id: int) -> Response:
        who = request.form.get("member", "")
        member = int(who) if who.isascii() and who.isdigit() and len(who) < 19 else None
        try:
            return done(
                id, lambda: care.assign(pages.database, id, member, g.caller, seen()),
                "It has a new owner." if member else "Nobody has it now.",
            )  # fmt: skip
        except care.CannotAssign:
            abort(409, "This colleague is not in the team any more. Choose another one.")

    @routes.post("/inbox/<int:id>/close")
    def close(id: int) -> Response:
        return done(id, lambda: care.close(pages.database, id, g.caller, seen()), "Closed, until they write again.")

    @routes.post("/inbox/<int:id>/reopen")
    def reopen(id: int) -> Response:
        return done(id, lambda: care.reopen(pages.database, id, g.caller, seen()), "Open again.")

    @routes.post("/inbox/<int:id>/snooze")
    def snooze(id: int) -> Response:
        until = _morning(pages, request.form.get("day", ""))
        try:
            return done(
                id, lambda: care.snooze(pages.database, id, until, g.caller, seen()),
                "Out of sight until then, or until they write.",
            )  # fmt: skip
        except care.OddTime:
            abort(422, "Choose a day of the next three months.")

    @routes.post("/inbox/<int:id>/retry/<int:number>")
    def retry(id: int, number: int) -> Response:
        if not _is_theirs(pages, id, number):
            abort(404, "It has been dealt with meanwhile.")
        item = failed.FailedId(failed.ITEM, number)
        [(_, what, _)] = failed.retry(pages.database, pages.settings, [item], g.caller.name)
        pages.staff_services.wake()
        say(f"{what[:1].upper()}{what[1:]}.")
        return redirect(back_to(id), 303)


def _morning(pages: InboxPages, day: str) -> datetime:
    """When the office opens on a day: written, or so many days from now."""
    zone = pages.settings.house.zone
    try:
        if day.isascii() and day.isdigit() and len(day) < 3:
            at = datetime.now(zone) + timedelta(days=int(day))
        else:
            at = datetime.combine(date.fromisoformat(day), time())
    except ValueError:
        abort(422, "Choose a day.")
    return at.replace(hour=MORNING, minute=0, second=0, microsecond=0, tzinfo=zone)


def _is_theirs(pages: InboxPages, id: int, number: int) -> bool:
    with pages.database.reading() as connection:
        found = failed.show(connection, failed.FailedId(failed.ITEM, number))
    return found is not None and found["contact_id"] == id

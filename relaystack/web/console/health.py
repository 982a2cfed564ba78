"""How the bot does, in words of the office; what has failed, tried again or given up; what stands still, set going."""

from datetime import UTC, datetime
from typing import Any

from apiflask import APIBlueprint
from flask import abort, g, redirect, render_template

from relaystack.services.carriers import kinds
from relaystack.services.delivery import failed, standstill
from relaystack.services.monitoring import health_words

from ..staff.authorizer import must_hold
from ..staff.services import StaffServices
from .page import Page, wanted
from .said import say

_WRITE = "failed:write"
_GONE = "There is no such failure any more: it was tried again or given up meanwhile."


def _need_somebody(staff_services: StaffServices) -> int:
    """What has failed, for those who may try it again."""
    if _WRITE not in g.caller.scopes:
        return 0
    with staff_services.database.reading() as connection:
        return failed.count(connection) + len(standstill.stopped(connection))


PAGE = Page(
    "health", "Health", scope="stats:read", rank=95, icon="activity", badge=_need_somebody, in_settings=True
)  # fmt: skip


def blueprint(staff_services: StaffServices) -> APIBlueprint:
    """/console/settings/health."""
    routes, database = PAGE.blueprint(), staff_services.database

    @routes.get("/settings/health")
    def index() -> Any:
        settings = staff_services.conversation_settings
        report = staff_services.health()
        may_read = "failed:read" in g.caller.scopes
        with database.reading() as connection:
            stopped = standstill.stopped(connection)
        return render_template(
            "console/health.html", waiting=_waiting(report["waiting"]), things=_things,
            states=health_words.of(report, settings.house, settings.can),
            failures=failed.page(database, wanted()) if may_read else None, stopped=stopped,
            may_write=_WRITE in g.caller.scopes,
        )  # fmt: skip

    @routes.post("/settings/health/failed/<id>/retry")
    def retry(id: str) -> Any:
        must_hold(g.caller, _WRITE)
        [(_, outcome, good)] = failed.retry(
            database, staff_services.conversation_settings, [_read(id)], g.caller.name
        )  # fmt: skip
        if (outcome, good) == failed.NOT_THERE:
            abort(404, _GONE)
        staff_services.wake()
        say(f"{outcome[:1].upper()}{outcome[1:]}.", "done" if good else "trouble")
        return redirect(PAGE.link, 303)

    @routes.post("/settings/health/failed/<id>/drop")
    def drop(id: str) -> Any:
        must_hold(g.caller, _WRITE)
        with database.transaction() as connection:
            if not failed.drop(connection, _read(id), g.caller.name, datetime.now(UTC)):
                abort(404, _GONE)
        say("Given up. Nobody is asked about it again.")
        return redirect(PAGE.link, 303)

    @routes.post("/settings/health/stopped/<name>/resume")
    def resume(name: str) -> Any:
        must_hold(g.caller, _WRITE)
        with database.transaction() as connection:
            done = standstill.go_on(connection, name, g.caller.name, database.now(connection))
        staff_services.wake()
        say("It goes on." if done else "It goes on already.")
        return redirect(PAGE.link, 303)

    return routes


def _read(id: str) -> failed.FailedId:
    try:
        return failed.FailedId.read(id)
    except ValueError:
        abort(404, _GONE)


def _things(kind: str) -> str:
    """What staff call it."""
    return kinds.KINDS[kind].things if kind in kinds.KINDS else "something that came in"


def _waiting(counts: dict[str, int]) -> list[tuple[str, int]]:
    return [(_things(name), count) for name, count in sorted(counts.items()) if count]

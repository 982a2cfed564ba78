"""What waits for a person: questions that nothing was found for, and what has failed."""

from datetime import UTC, datetime
from typing import Any

from apiflask import APIBlueprint
from flask import g
from pydantic import BaseModel
from werkzeug.exceptions import Conflict

from relaystack.services.conversations import unanswered
from relaystack.services.delivery import failed
from relaystack.services.delivery.failed import FailedId

from ..staff.services import StaffServices
from .shapes import Paged, PageQuery, found


class Question(BaseModel):
    """Alike words that nothing was found for: the newest of them, whose they were, and how often they were said."""

    id: int
    contact_id: int
    words: str
    place: str
    offered: list[str]
    language: str | None
    last_at: datetime
    count: int


class Questions(Paged):
    """A page of open questions."""

    items: list[Question]


class Settled(BaseModel):
    """How many alike questions are done."""

    done: int


class Failure(BaseModel):
    """What was given up: an `item` that could not be delivered, or an `update` that could not be taken in."""

    id: str
    at: datetime
    kind: str
    contact_id: int | None
    reason: str


class Failures(Paged):
    """A page of what was given up."""

    items: list[Failure]


class Outcome(BaseModel):
    """What became of another try."""

    id: str
    outcome: str


def blueprint(staff_services: StaffServices) -> APIBlueprint:
    """/api/unanswered and /api/failed."""
    routes = APIBlueprint("upkeep", __name__, url_prefix="/api", tag="Upkeep")
    needs, database = staff_services.guard(routes), staff_services.database

    @routes.get("/unanswered")
    @needs("unanswered:read")
    @routes.input(PageQuery, location="query", arg_name="query")
    @routes.output(Questions)
    def questions(query: PageQuery) -> Any:
        """What people asked and nothing was found for, the newest first, alike words as one."""
        return unanswered.page(database, query.wanted)

    @routes.post("/unanswered/<int:id>/done")
    @needs("unanswered:write")
    @routes.output(Settled)
    def settle(id: int) -> Any:
        """Somebody has dealt with it, and with all that is alike."""
        with database.transaction() as connection:
            done = unanswered.settle(connection, id, g.caller.name, datetime.now(UTC))
        return {"done": found(done or None, "open question")}

    @routes.get("/failed")
    @needs("failed:read")
    @routes.input(PageQuery, location="query", arg_name="query")
    @routes.output(Failures)
    def failures(query: PageQuery) -> Any:
        """What was given up, the newest first, without anybody's words."""
        page = failed.page(database, query.wanted)
        return {**page, "items": [{**vars(one), "id": str(one.id)} for one in page["items"]]}

    @routes.post("/failed/<id>/retry")
    @needs("failed:write", {409: "It may not go, or failed again"})
    @routes.output(Outcome)
    def retry(id: str) -> Any:
        """Try something again, like item:7 or update:12."""
        [(_, outcome, good)] = failed.retry(
            database, staff_services.conversation_settings, [found(_read(id), "failure")], g.caller.name
        )
        if (outcome, good) == failed.NOT_THERE:
            found(None, "failure")
        if not good:
            raise Conflict(f"{outcome[:1].upper()}{outcome[1:]}.")
        staff_services.wake()
        return {"id": id, "outcome": outcome}

    return routes


def _read(id: str) -> FailedId | None:
    try:
        return FailedId.read(id)
    except ValueError:
        return None

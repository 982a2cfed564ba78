"""Programmes: read, and changed by staff."""

import re
from datetime import date, datetime
from typing import Any, Literal

from apiflask import APIBlueprint
from flask import g
from pydantic import BaseModel, Field, StrictBool
from werkzeug.exceptions import Conflict, NotFound

from relaystack.services.catalogue import programs
from relaystack.services.storage import audit

from ..staff.services import StaffServices
from .shapes import NO_NUL, Amount, Asked, Changed, Day, Paged, PageQuery, Whole, Words, found
from .versions import seen, tagged

ProgramStatus = Literal["open", "closed", "suspended"]
_ID = re.compile(r"[a-z0-9-]{1,60}")


class Program(BaseModel):
    """A programme as the bot shows it."""

    id: int
    code: str = Field(description="its readable name, in links, files and addresses")
    country: str
    category: str
    name: str
    description: str
    minimum_investment: int = Field(description="USD")
    processing_time: str
    link: str
    rank: int
    status: ProgramStatus
    status_reason: str | None = Field(description="why staff closed it: customers read it")
    hidden: bool = Field(description="kept here, shown to no customer")
    withdrawn_at: datetime | None = Field(description="since then the file has it no more, and no customer sees it")
    as_of: date = Field(description="the day that the figures were true")
    review_by: date
    expires_on: date | None
    details: dict[str, Any]
    edited: list[str] = Field(description="fields that staff have changed: the file does not overwrite them")
    updated_at: datetime


class Programs(BaseModel):
    """All programmes."""

    items: list[Program]


class SourcePage(Asked):
    """A page that says so."""

    title: str = Field(min_length=1, max_length=300, pattern=NO_NUL)
    url: str = Field(pattern=r"^https?://[!-~]+$", max_length=1000)


class RouteChange(Asked):
    """A route, by its name, with what it costs now."""

    name: str = Field(min_length=1, max_length=500, pattern=NO_NUL)
    amount_usd: Amount | None = None
    amount: Amount | None = Field(None, description="in the route's own currency")
    open: StrictBool | None = None


class ProgramChange(Changed):
    """What to change; what is left out stays. Figures come with `as_of` and `sources`."""

    name: Words = Field("", min_length=1, max_length=200)
    description: Words = Field("", min_length=1, max_length=4000)
    minimum_investment: Amount = 1
    processing_time: Words = Field("", min_length=1, max_length=200)
    link: str = Field("", pattern=r"^https?://[!-~]+$", max_length=500)
    rank: Whole = Field(1, ge=1, le=1000)
    status: ProgramStatus = Field("open")
    status_reason: str | None = Field(
        None, min_length=1, max_length=300, pattern=NO_NUL, description="why it is closed"
    )
    hidden: StrictBool = False
    sources: list[SourcePage] = Field([], min_length=1, max_length=20, description="where the figures stand")
    routes: list[RouteChange] = Field([], min_length=1, max_length=50, description="routes that cost something else")
    minimum_investment_basis: str = Field("", max_length=1000, pattern=NO_NUL, description="what the minimum rests on")
    as_of: Day = Field(date.min)
    review_by: Day = Field(date.max)
    expires_on: Day | None = Field(None)


class Change(BaseModel):
    """One change: each field's value before and after."""

    id: int
    at: datetime
    by: str
    action: str
    changes: dict[str, list[Any]]


class Changes(Paged):
    """A page of changes."""

    items: list[Change]


def blueprint(staff_services: StaffServices) -> APIBlueprint:
    """/api/programs."""
    routes = APIBlueprint("programs", __name__, url_prefix="/api", tag="Programmes")
    needs, database = staff_services.guard(routes), staff_services.database

    @routes.get("/programs")
    @needs("programs:read")
    @routes.output(Programs)
    def every() -> Any:
        """All programmes by category and rank, the closed too."""
        return {"items": programs.every(database)}

    @routes.get("/programs/<id>")
    @needs("programs:read")
    @routes.output(Program)
    @tagged
    def one(id: str) -> Any:
        """A programme, by its code or its number."""
        return found(programs.one(database, _sane(id)), "programme")

    @routes.patch("/programs/<id>")
    @needs("programs:write", {409: "The change does not fit with the rest, like a minimum that no route has"})
    @routes.input(ProgramChange, arg_name="body")
    @routes.output(Program)
    @tagged
    def change(id: str, body: ProgramChange) -> Any:
        """Change a programme. The bot shows it within seconds, and loading the file again keeps it."""
        try:
            return found(programs.change(database, _sane(id), body.changes, g.caller.name, seen()), "programme")
        except ValueError as error:
            raise Conflict(str(error)) from None

    @routes.get("/programs/<id>/changes")
    @needs("programs:read")
    @routes.input(PageQuery, location="query", arg_name="query")
    @routes.output(Changes)
    def changes(id: str, query: PageQuery) -> Any:
        """Who changed what of a programme, the newest first."""
        program = found(programs.one(database, _sane(id)), "programme")
        return audit.of(database, f"program:{program['code']}", query.wanted)

    return routes


def _sane(id: str) -> str:
    if not _ID.fullmatch(id):
        raise NotFound("There is no such programme.")
    return id

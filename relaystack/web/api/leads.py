"""Leads: listed, looked at, moved on, exported."""

from dataclasses import fields
from datetime import date, datetime
from typing import Any, Literal

from apiflask import APIBlueprint
from flask import Response, abort, g
from pydantic import BaseModel, Field

from relaystack.models import LeadSource, Stage
from relaystack.services.carriers import kinds
from relaystack.services.leads import lead_desk
from relaystack.services.leads.lead_filter import Filter

from ..staff.authorizer import BIGGEST
from ..staff.services import StaffServices
from .shapes import Asked, Changed, Day, Paged, PageQuery, Words, found
from .versions import seen, tagged

StageName = Literal["new", "contacted", "qualified", "won", "lost"]


class Lead(BaseModel):
    """What is known of somebody who wants a consultant."""

    id: int
    contact_id: int
    phone: str | None
    name: str | None
    email: str | None
    interest: str | None
    budget: int | None = Field(description="USD")
    country_of_interest: str | None
    stage: StageName
    owner_id: int | None = Field(description="the member of the staff who works on it")
    owner: str | None = Field(description="their name")
    next_action: str
    due_on: date | None = Field(description="the day of the next action, by the company's clock")
    notes: str
    advert: dict[str, str] | None = Field(description="that they came from, as Meta tells it; null: none is known")
    source: Literal["chat", "hand", "import"] = Field(description="told the bot, written down by staff, or by a sheet")
    entered_by: str | None = Field(description="who of the staff, unless the bot was told")
    created_at: datetime
    updated_at: datetime


class Enquiry(BaseModel):
    """One time that the person told us something, and the figures they had been shown."""

    told: dict[str, Any]
    shown: dict[str, Any]
    created_at: datetime


class WholeLead(Lead):
    """A lead with all that the person ever told, the newest first."""

    enquiries: list[Enquiry]


class LeadPage(Paged):
    """A page of leads."""

    items: list[Lead]


_ASKED = {field.name for field in fields(Filter)}


class Which(Asked):
    """Which leads; what is left out does not matter."""

    stage: StageName | None = None
    created_since: Day | None = Field(None, description="a day, UTC")
    search: Words = Field("", max_length=100, description="in name, e-mail, phone, interest, country")
    owner_id: int | None = Field(None, ge=0, le=BIGGEST, description="of this member; 0: of nobody")
    country: Words = Field("", max_length=100, description="of interest")
    budget_from: int | None = Field(None, ge=0, le=10**12, description="USD")
    from_advert: bool | None = None
    source: Literal["chat", "hand", "import"] | None = Field(None, description="how they came to us")
    due_by: Day | None = Field(None, description="open ones whose next action is due by this day")

    @property
    def filter(self) -> Filter:
        """For the services."""
        given = {name: value for name, value in self.model_dump(include=_ASKED).items() if value != ""}
        source = LeadSource(self.source) if self.source else None
        return Filter(**{**given, "stage": Stage(self.stage) if self.stage else None, "source": source})


class LeadQuery(Which, PageQuery):
    """Which leads, and which page of them."""


class LeadChange(Changed):
    """What to change; what is left out stays."""

    stage: StageName = Field("new")
    owner_id: int | None = Field(None, ge=1, le=BIGGEST, description="a member of the staff; null: nobody")
    next_action: Words = Field("", max_length=200)
    due_on: Day | None = None
    notes: Words = Field("", max_length=10_000)


def blueprint(staff_services: StaffServices) -> APIBlueprint:
    """/api/leads."""
    routes = APIBlueprint("leads", __name__, url_prefix="/api", tag="Leads")
    needs, database = staff_services.guard(routes), staff_services.database

    @routes.get("/leads")
    @needs("leads:read")
    @routes.input(LeadQuery, location="query", arg_name="query")
    @routes.output(LeadPage)
    def leads(query: LeadQuery) -> Any:
        """Leads, the newest first."""
        return lead_desk.leads(database, query.filter, query.wanted)

    @routes.get("/leads.csv")
    @needs("leads:read")
    @routes.input(Which, location="query", arg_name="query")
    @routes.output({}, content_type="text/csv")
    def sheet(query: Which) -> Response:
        """Leads as a sheet (CSV). What would be a formula is made text."""
        response = Response(lead_desk.as_csv(database, query.filter, g.caller.name), mimetype="text/csv")
        response.headers["Content-Disposition"] = 'attachment; filename="leads.csv"'
        return response

    @routes.get("/leads/<int:id>")
    @needs("leads:read")
    @routes.output(WholeLead)
    @tagged
    def lead(id: int) -> Any:
        """A lead with all that the person ever told."""
        return found(lead_desk.lead(database, id), "lead")

    @routes.patch("/leads/<int:id>")
    @needs("leads:write")
    @routes.input(LeadChange, arg_name="body")
    @routes.output(WholeLead)
    @tagged
    def change(id: int, body: LeadChange) -> Any:
        """Move a lead on, or note something about it."""
        crms = kinds.told_of_leads(staff_services.conversation_settings.can)
        try:
            return found(lead_desk.change(database, id, body.changes, g.caller.name, crms, seen()), "lead")
        except lead_desk.NoSuchOwner:
            abort(422, "owner_id: there is no such member of the staff, or no more.")

    return routes

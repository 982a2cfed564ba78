"""Who did what: changes, exports, erasures, tokens, sign-ins."""

from datetime import datetime
from typing import Any

from apiflask import APIBlueprint
from pydantic import BaseModel, Field

from relaystack.services.storage import audit

from ..staff.services import StaffServices
from .shapes import Paged, PageQuery, Words


class Entry(BaseModel):
    """What somebody did; of a change, each field's value before and after."""

    id: int
    at: datetime
    by: str
    action: str = Field(description="like token.create, console.sign_in, contact.export, lead.change")
    subject: str = Field(description="like token:3, sign-in:7, contact:12, program:uae-golden-visa")
    changes: dict[str, list[Any]]


class Entries(Paged):
    """A page of what was done."""

    items: list[Entry]


class AuditQuery(PageQuery):
    """Which page, and of what."""

    subject: Words = Field("", max_length=100, description="like contact:12; empty: all")


def blueprint(staff_services: StaffServices) -> APIBlueprint:
    """/api/audit."""
    routes = APIBlueprint("audit", __name__, url_prefix="/api", tag="Audit")
    needs, database = staff_services.guard(routes), staff_services.database

    @routes.get("/audit")
    @needs("audit:read")
    @routes.input(AuditQuery, location="query", arg_name="query")
    @routes.output(Entries)
    def entries(query: AuditQuery) -> Any:
        """Who did what, the newest first."""
        return audit.every(database, query.wanted, query.subject)

    return routes

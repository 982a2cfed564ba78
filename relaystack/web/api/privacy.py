"""All that is kept of a person: handed out, or erased for good."""

from datetime import datetime
from typing import Any
from uuid import UUID

from apiflask import APIBlueprint
from flask import g
from pydantic import BaseModel, Field
from werkzeug.exceptions import ServiceUnavailable

from relaystack.services.privacy import subject_requests
from relaystack.services.privacy.under_way import UnderWay

from ..staff.services import StaffServices
from .shapes import found


class Export(BaseModel):
    """All rows that are a person's, by table."""

    contact_id: int
    exported_at: datetime
    tables: dict[str, list[dict[str, Any]]]


class Receipt(BaseModel):
    """What an erasure removed; it tells nothing of who it was."""

    id: str
    contact_id: int
    at: datetime
    by: str
    removed: dict[str, int] = Field(description="how many rows of which table, and how many files")
    complete: bool = Field(description="false: bytes of SQLite's files still hold words; that ends within minutes")


def blueprint(staff_services: StaffServices) -> APIBlueprint:
    """/api/contacts/<id>/export, DELETE /api/contacts/<id>, /api/erasures/<id>."""
    routes = APIBlueprint("privacy", __name__, url_prefix="/api", tag="Privacy")
    needs, database = staff_services.guard(routes), staff_services.database

    @routes.get("/contacts/<int:id>/export")
    @needs("privacy")
    @routes.output(Export)
    def export(id: int) -> Any:
        """Everything that is kept of a person. Files are named by their place in MEDIA_DIR."""
        return found(subject_requests.export(database, id, g.caller.name), "contact")

    @routes.delete("/contacts/<int:id>")
    @needs("privacy", {503: "Something of the person is being delivered; try again after Retry-After"})
    @routes.output(Receipt)
    def erase(id: int) -> Any:
        """Erase a person everywhere, files too. It cannot be undone."""
        done = found(subject_requests.erase(database, staff_services.media_dir, id, g.caller.name), "contact")
        if isinstance(done, UnderWay):
            words = "Something of this person is being delivered; nothing was erased. Try again."
            raise ServiceUnavailable(words, retry_after=done.seconds)
        return done

    @routes.get("/erasures/<uuid:id>")
    @needs("privacy")
    @routes.output(Receipt)
    def receipt(id: UUID) -> Any:
        """The receipt of an erasure."""
        return found(subject_requests.receipt(database, str(id)), "receipt")

    return routes

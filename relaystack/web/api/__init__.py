"""The HTTP API: the contract's endpoints, and /api for staff and their programs."""

from apiflask import APIBlueprint, APIFlask

from ..staff.services import StaffServices
from . import audit, conversations, description, leads, privacy, programs, search, speaking, upkeep
from .contract import blueprint as contract


def register(app: APIFlask, staff_services: StaffServices) -> None:
    """All endpoints under /api, and their description."""
    for part in (conversations, speaking, search, leads, programs, privacy, upkeep, audit):
        routes: APIBlueprint = part.blueprint(staff_services)
        app.register_blueprint(routes)
    app.spec_processor(description.complete)  # type: ignore[arg-type]
    description.keep_the_version(app, staff_services.authorizer)


__all__ = ["contract", "register"]

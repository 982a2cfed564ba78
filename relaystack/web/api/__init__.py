"""The HTTP API: the contract's endpoints, and /api for staff and their programs."""

from apiflask import APIBlueprint, APIFlask

from . import audit, conversations, description, leads, privacy, programs, speaking, upkeep
from .contract import blueprint as contract
from .gate import Gate, Limiter
from .office import Office


def register(app: APIFlask, office: Office) -> None:
    """All endpoints under /api, and their description."""
    for part in (conversations, speaking, leads, programs, privacy, upkeep, audit):
        routes: APIBlueprint = part.blueprint(office)
        app.register_blueprint(routes)
    app.spec_processor(description.complete)  # type: ignore[arg-type]
    description.keep_the_version(app, office.gate)


__all__ = ["Gate", "Limiter", "Office", "contract", "register"]

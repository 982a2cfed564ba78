"""The HTTP API: the contract's endpoints, and /api for staff and their programs."""

from apiflask import APIBlueprint, APIFlask
from flask import request

from . import conversations, description, leads, privacy, programs, speaking, upkeep
from .contract import blueprint as contract
from .gate import Gate, Limiter
from .office import Office

LARGEST_BODY = 64 * 1024


def register(app: APIFlask, office: Office) -> None:
    """All endpoints under /api, and their description."""
    for part in (conversations, speaking, leads, programs, privacy, upkeep):
        routes: APIBlueprint = part.blueprint(office)
        routes.before_request(_be_short)
        app.register_blueprint(routes)
    app.spec_processor(description.complete)  # type: ignore[arg-type]


def _be_short() -> None:
    request.max_content_length = LARGEST_BODY


__all__ = ["Gate", "Limiter", "Office", "contract", "register"]

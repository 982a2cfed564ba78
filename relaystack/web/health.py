"""How the bot is doing, for people and for load balancers."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, jsonify


def blueprint(report: Callable[[], dict[str, Any]]) -> Blueprint:
    """GET /webhook/health: 200 while the process lives; `status` is `healthy` or `degraded`, with reasons."""
    routes = Blueprint("health", __name__)

    @routes.get("/webhook/health")
    def health() -> Response:
        return jsonify(report())

    return routes

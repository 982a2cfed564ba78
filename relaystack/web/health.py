"""How the bot is doing, for people and for load balancers."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, jsonify


def blueprint(report: Callable[[], dict[str, Any]], ready: Callable[[], dict[str, Any]]) -> Blueprint:
    """GET /webhook/health: 200 while the process lives; …/ready: 200 while it can take messages in, else 503."""
    routes = Blueprint("health", __name__)

    @routes.get("/webhook/health")
    def health() -> Response:
        return jsonify(report())

    @routes.get("/webhook/health/ready")
    def readiness() -> tuple[Response, int]:
        told = ready()
        return jsonify(told), 200 if told["ready"] else 503

    return routes

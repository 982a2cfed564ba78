"""How the bot is doing, for people and for load balancers."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, jsonify


def blueprint(
    report: Callable[[], dict[str, Any]], ready: Callable[[], dict[str, Any]], knows: Callable[[], bool]
) -> Blueprint:
    """GET /webhook/health: 200 while the process lives; …/ready: 200 while it can take messages in, else 503.

    Strangers get that and one word; the reasons are for those who bear a token, or sit at this machine.
    """
    routes = Blueprint("health", __name__)

    @routes.get("/webhook/health")
    def health() -> Response:
        return _shown(report(), "status")

    @routes.get("/webhook/health/ready")
    def readiness() -> tuple[Response, int]:
        told = ready()
        return _shown(told, "ready"), 200 if told["ready"] else 503

    def _shown(told: dict[str, Any], to_strangers: str) -> Response:
        return jsonify(told if knows() else {to_strangers: told[to_strangers]})

    return routes

"""The numbers for Prometheus."""

from collections.abc import Callable

from flask import Blueprint, Response

from relaystack.metrics.exposition import CONTENT_TYPE

from .access import require_token


def blueprint(exposition: Callable[[], bytes], token: str, *, open_on_loopback: bool) -> Blueprint:
    """GET /metrics, behind the API's token."""
    routes = Blueprint("metrics", __name__)

    @routes.get("/metrics")
    def show() -> Response:
        require_token(token, open_on_loopback=open_on_loopback)
        return Response(exposition(), content_type=CONTENT_TYPE)

    return routes

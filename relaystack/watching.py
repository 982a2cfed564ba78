"""How is one process watched from outside? Its health and its metrics, beside the web or alone for a worker."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from . import patience
from .metrics.exposition import exposition
from .web import headers, health, metrics, problems, requests

if TYPE_CHECKING:
    from . import Relaystack


def register(app: Flask, parts: "Relaystack") -> None:
    """Health, readiness and metrics; what every answer carries."""
    settings, seen = parts.settings, parts.health
    requests.install(app)
    headers.install(app, production=settings.is_production)
    app.register_blueprint(health.blueprint(seen.report, seen.ready, parts.authorizer.knows))
    app.register_blueprint(
        metrics.blueprint(
            lambda: exposition(seen.gauges()), settings.api_token, open_on_loopback=settings.trusts_this_machine
        )
    )


class _Silent(WSGIRequestHandler):
    """Writes no line per request, and waits for nobody who sends or reads nothing."""

    timeout = patience.HEADERS_SECONDS

    def log(self, type: str, message: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def served(parts: "Relaystack", host: str, port: int) -> Iterator[None]:
    """Serve these pages beside a process that has no web side of its own."""
    app = Flask(__name__)
    register(app, parts)
    problems.install(app)
    server = make_server(host, port, app, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever, name="watching", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

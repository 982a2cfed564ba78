"""How the server starts: the same gunicorn for `python app.py` and `gunicorn app:app`."""

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dotenv import load_dotenv
from gunicorn.app.base import BaseApplication

from . import logs
from .content import ContentError
from .errors import SettingsError
from .settings import ROOT

if TYPE_CHECKING:
    from apiflask import APIFlask

WORKER_FAILED = 3  # gunicorn starts a worker again after any other code, for ever
THREADS = 4  # few threads beat many


def create_or_explain(create: Callable[[], "APIFlask"]) -> "APIFlask":
    """The application; settings or content that cannot be used end the start with words, not with a traceback."""
    try:
        return create()
    except (SettingsError, ContentError) as error:
        print(f"Relaystack does not start.\n{error}", file=sys.stderr)
        sys.exit(WORKER_FAILED)


def options() -> dict[str, Any]:
    """gunicorn's options; `gunicorn.conf.py` gives the same to `gunicorn app:app`."""
    load_dotenv(ROOT / ".env")
    environ = os.environ
    production = environ.get("FLASK_ENV", "").strip().lower() == "production"
    host = environ.get("HOST") or ("0.0.0.0" if production else "127.0.0.1")  # noqa: S104 (a container's port)
    return {
        "bind": f"{host}:{environ.get('PORT') or 5000}",
        "workers": int(environ.get("WEB_CONCURRENCY") or 1),
        "worker_class": "gthread",
        "threads": THREADS,
        "timeout": 60,
        "graceful_timeout": 40,  # longer than a send may take: what is under way is finished
        "keepalive": 30,
        "control_socket_disable": True,
        "max_requests": 0,
        "post_worker_init": start_worker,
        "worker_exit": stop_worker,
    }


def start_worker(worker: Any) -> None:
    """Begin to deliver, in the process that serves: after the fork, so that threads are its own."""
    logs.configure()
    _parts(worker).start()


def stop_worker(server: Any, worker: Any) -> None:
    """Finish what is under way before the process ends."""
    _parts(worker).stop()


def _parts(worker: Any) -> Any:
    return worker.app.wsgi().extensions["relaystack"]


class _Server(BaseApplication):  # type: ignore[misc]
    def __init__(self, app: "APIFlask") -> None:
        self._app = app
        super().__init__()

    def load_config(self) -> None:
        for name, value in options().items():
            self.cfg.set(name, value)

    def load(self) -> "APIFlask":
        return self._app


def serve(app: "APIFlask") -> None:
    """Serve until stopped, delivery included."""
    parts = app.extensions["relaystack"]
    port = parts.settings.port
    if parts.settings.simulated:
        print(f"\n  Chat with the bot:  http://127.0.0.1:{port}/simulator\n  Stop with Ctrl+C.\n", flush=True)
    _Server(app).run()

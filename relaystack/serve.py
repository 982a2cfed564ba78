"""How the server starts: the same gunicorn for `python app.py` and `gunicorn app:app`."""

import errno
import logging
import os
import socket
from typing import TYPE_CHECKING, Any

from . import demo, logs
from .metrics import sharing
from .services.storage import sqlite_file
from .services.storage.database import Database
from .settings import ROOT, Settings
from .settings import load as load_settings
from .starting import create_or_explain, refuse

if TYPE_CHECKING:
    from flask import Flask

STOPS_WITHIN = 40  # seconds; longer than a send may take: what is under way is finished
_MEMORY = "/dev/shm"  # noqa: S108 (gunicorn makes names that nobody can guess)


def options() -> dict[str, Any]:
    """gunicorn's options; `gunicorn.conf.py` gives the same to `gunicorn app:app`."""
    settings = create_or_explain(load_settings)
    _database_must_be_usable(settings)
    _configure_logs(settings)
    return {
        "bind": f"[{settings.host}]:{settings.port}" if ":" in settings.host else f"{settings.host}:{settings.port}",
        # One takes in hundreds of messages a second; a second one uses a second core.
        "workers": settings.web_concurrency,
        # POST /webhook on an event loop, all else in ten threads: docs/decisions/0008. `threads` would have no effect.
        "worker_class": "relaystack.gunicorn_worker.Worker",
        "asgi_lifespan": "off",  # the hooks below begin and end what runs beside the requests
        # A worker whose loop has not moved for so long is hung, and replaced. Nothing waits for the database that long.
        "timeout": 60,
        "graceful_timeout": STOPS_WITHIN,
        # Long enough that Meta, proxies and load balancers seldom make a connection anew.
        "keepalive": 30,
        # Workers tell by a file that they live. On a disk that hangs they would seem dead: memory, where there is some.
        "worker_tmp_dir": _MEMORY if os.access(_MEMORY, os.W_OK) else None,
        "control_socket_disable": True,  # one door less
        "max_requests": 0,  # no restarts by count: nothing leaks, and each restart makes requests wait
        # Each worker loads the application itself: threads and connections made before a fork would be shared.
        "preload_app": False,
        "logger_class": "relaystack.gunicorn_log.Logger",
        # Counts of all workers are added up, also of those that died.
        "on_starting": _start,
        "on_exit": lambda arbiter: sharing.clean_up(),
        "child_exit": lambda arbiter, worker: sharing.forget_process(worker.pid),
        "post_worker_init": start_worker,
        "worker_exit": stop_worker,
    }


def _database_must_be_usable(settings: Settings) -> None:
    """A file that SQLite can never use is said at once; a server may be away, and come back."""
    database = create_or_explain(lambda: Database(settings.database_url, ROOT / "instance"))
    if trouble := sqlite_file.trouble(database):
        refuse(trouble)
    database.close()


def _configure_logs(settings: Settings) -> None:
    logs.configure(as_json=settings.logs_json, level=settings.log_level, secrets=settings.secrets)


def start_worker(worker: Any) -> None:
    """Begin to deliver, in the process that serves: after the fork, so that threads are its own."""
    _parts(worker).start()


def stop_worker(server: Any, worker: Any) -> None:
    """Finish what is under way before the process ends."""
    _parts(worker).stop()


def _parts(worker: Any) -> Any:
    return worker.app.wsgi().extensions["relaystack"]


def serve(app: "Flask") -> None:
    """Serve until stopped, delivery included."""
    from gunicorn.app.base import BaseApplication  # reads WEB_CONCURRENCY when imported: ours is checked by now

    parts = app.extensions["relaystack"]
    settings: Settings = parts.settings
    _must_be_free("PORT", settings.host, settings.port)
    if settings.simulated:
        _must_be_free("SIMULATOR_PORT", "127.0.0.1", settings.simulator_port)

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            for name, value in {**options(), "when_ready": lambda arbiter: _say_where(settings, parts.company)}.items():
                self.cfg.set(name, value)

        def load(self) -> "Flask":
            return app

    Server().run()


def _must_be_free(name: str, host: str, port: int) -> None:
    """A port that somebody else has is said at once, with what to do."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            refuse(f"Port {port} is taken by another program. Choose another one, for example: {name}={port + 1}")
        if error.errno == errno.EACCES:
            refuse(f"Port {port} is for root alone. Choose one above 1023, for example: {name}=5000")
        refuse(_no_address(name, host, error))


def _no_address(name: str, host: str, error: OSError) -> str:
    """Words for an address that this machine does not have."""
    kind = "IPv6" if ":" in host else "IPv4"
    if name == "SIMULATOR_PORT":
        return f"The simulator needs {host}, and this machine has no {kind} there ({error.strerror}): switch it on."
    other = "127.0.0.1" if kind == "IPv6" else "::1"
    if error.errno == errno.EAFNOSUPPORT or host in ("::1", "127.0.0.1"):
        return f"HOST={host}: this machine has no {kind} ({error.strerror}). Switch it on, or take HOST={other}."
    return f"HOST={host} is no address of this machine ({error.strerror}). Leave HOST empty, or mend it."


def _start(arbiter: Any) -> None:
    """gunicorn would try a port that is taken five times, and say no setting's name."""
    if not {"GUNICORN_FD", "LISTEN_FDS"} & os.environ.keys():  # else it is handed sockets that are bound already
        for address in arbiter.cfg.address:
            if isinstance(address, tuple):
                _must_be_free("PORT", *address[:2])
    sharing.share()


def _say_where(settings: Settings, company: str) -> None:
    logging.getLogger(__name__).info("ready on %s:%d", settings.host, settings.port)
    if settings.simulated:
        database = Database(settings.database_url, ROOT / "instance")  # workers open their own, after the fork
        lines = [f"Chat with the bot:  {settings.address_here}/simulator"]
        lines += [*demo.how_to_sign_in(settings, database, company), "Stop with Ctrl+C."]
        database.close()
        print("\n  " + "\n  ".join(lines) + "\n", flush=True)

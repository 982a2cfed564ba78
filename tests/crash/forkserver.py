"""The process from which the program is born again and again: as gunicorn's master, it holds the door and forks.

Each line of standard input orders one life. Where the forkserver forks, no database is open and no thread runs, and the
program is made but was never used: each life begins as a new process does, but without waiting for imports, words and
statements. Those are made in a life before all others, which the forkserver leads itself.
"""

import gc
import json
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import made_once  # the statements of the first life serve all others
import stripe  # noqa: F401 (which takes a third of a second)
from apiflask import APIFlask
from crash.points import Points, watch_database, watch_network
from werkzeug.serving import make_server

from relaystack import Relaystack, create_app
from relaystack.content.served import ServedContent
from relaystack.services.inbox import waiting_offers
from relaystack.settings import Settings, from_env


def main() -> None:
    """Answer each order with `born PID` and, in the end, `dead EXITCODE`; the first life ends with the next order."""
    logging.basicConfig(level=logging.INFO)
    settings = from_env()
    signal.signal(signal.SIGUSR1, lambda *_: None)  # whoever is not alive yet looks around when they are
    content = ServedContent.read(settings.content_dir)
    content.book.prepare()
    with socket.create_server(("127.0.0.1", 0), backlog=1000) as door:
        _say("door", door.getsockname()[1])
        sys.stdin.readline()
        with _served(create_app(settings, content=content), door):
            _say("born", os.getpid())
            sys.stdin.readline()
        made_once.end_parked()
        app = create_app(settings, content=content)
        gc.collect()
        gc.freeze()
        _say("dead", 0)
        while line := sys.stdin.readline():
            threads = {thread.name for thread in threading.enumerate()} - {"turns"}  # it looks at turns: there are none
            assert threads == {"MainThread"}, f"{threads} run before the fork"
            order = json.loads(line)
            if order["forget"]:
                _send_away(door)
            pid = os.fork()
            if pid == 0:
                _live(app, door, order)
            _say("born", pid)
            _say("dead", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


@contextmanager
def _served(app: APIFlask, door: socket.socket) -> Iterator[None]:
    """Serve and deliver until told to stop."""
    parts: Relaystack = app.extensions["relaystack"]
    server = make_server("127.0.0.1", 0, app, threaded=True, fd=os.dup(door.fileno()))
    server.daemon_threads, server.block_on_close = False, True  # type: ignore[attr-defined]  # no thread is left behind
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    parts.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        parts.stop()


def _live(app: APIFlask, door: socket.socket, order: dict[str, Any]) -> NoReturn:
    """Serve and deliver, as in production, until killed."""
    parts: Relaystack = app.extensions["relaystack"]
    points = Points(Path(order["journal"]), order["fatal"])
    threading.Thread(target=_leash, daemon=True).start()
    server = make_server("127.0.0.1", 0, app, threaded=True, fd=door.fileno())
    watch_database(parts.database.engine, points.happened)
    watch_network(_peers(parts.settings, door.getsockname()[1]), points.happened)
    signal.signal(signal.SIGUSR1, lambda *_: threading.Thread(target=_look_around, args=(parts,), daemon=True).start())
    parts.start()
    server.serve_forever()
    raise AssertionError("the server ended by itself")


def _look_around(parts: Relaystack) -> None:
    """A worker does so each minute."""
    waiting_offers.send(parts.database, parts.conversation_settings)


def _send_away(door: socket.socket) -> None:
    """Drop the connections that wait at the door, as if it had been closed all the time."""
    door.setblocking(False)
    with suppress(BlockingIOError):
        while True:
            door.accept()[0].close()
    door.setblocking(True)


def _peers(settings: Settings, port: int) -> dict[int, str]:
    return {
        port: "webhook",
        urlsplit(settings.graph_api_url).port or 0: "Meta",
        urlsplit(settings.careerjet_api_url).port or 0: "jobs",
        urlsplit(settings.stripe_url).port or 0: "Stripe",
        settings.smtp_port: "mail",
    }


def _leash() -> None:
    """End with whoever gives the orders."""
    os.read(0, 1)
    os._exit(1)


def _say(word: str, number: int) -> None:
    print(word, number, flush=True)


if __name__ == "__main__":
    main()

"""The process from which the program is born again and again: as gunicorn's master, it holds the door and forks.

Each line of standard input orders one life. The forkserver never opens the database and starts no thread, so that each
life begins with a fresh memory, as a new process does, but without waiting for imports.
"""

import gc
import json
import logging
import os
import socket
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

from apiflask import APIFlask
from crash.points import Points, watch_database, watch_network
from werkzeug.serving import make_server

from relaystack import Relaystack, create_app
from relaystack.settings import Settings


def main() -> None:
    """Answer each order with `born PID` and, in the end, `dead EXITCODE`."""
    logging.basicConfig(level=logging.INFO)
    app = create_app(Settings.from_env())
    app.extensions["relaystack"].content.served.book.prepare()  # once for all lives: it takes seconds
    gc.freeze()
    with socket.create_server(("127.0.0.1", 0), backlog=1000) as door:
        _say("door", door.getsockname()[1])
        while line := sys.stdin.readline():
            assert threading.active_count() == 1, "something was started before the fork"
            order = json.loads(line)
            if order["forget"]:
                _send_away(door)
            pid = os.fork()
            if pid == 0:
                _live(app, door, order)
            _say("born", pid)
            _say("dead", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


def _live(app: APIFlask, door: socket.socket, order: dict[str, Any]) -> NoReturn:
    """Serve and deliver, as in production, until killed."""
    parts: Relaystack = app.extensions["relaystack"]
    points = Points(Path(order["journal"]), order["fatal"])
    threading.Thread(target=_leash, daemon=True).start()
    server = make_server("127.0.0.1", 0, app, threaded=True, fd=door.fileno())
    watch_database(parts.database.engine, points.happened)
    watch_network(_peers(parts.settings, door.getsockname()[1]), points.happened)
    parts.start()
    server.serve_forever()
    raise AssertionError("the server ended by itself")


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

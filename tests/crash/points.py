"""Where can this process be killed? After each statement, after each commit, and after each call of the network."""

import os
import re
import signal
import socket
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

Happened = Callable[[str], None]

_TABLE = re.compile(r"\b(?:INTO|FROM|UPDATE)\s+(\w+)")


class Points:
    """Counts what has happened, notes it in a journal, and kills the process right after one of it."""

    def __init__(self, journal: Path, fatal: int | None) -> None:
        self._journal = os.open(journal, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        self._fatal = fatal
        self._count = 0
        self._lock = threading.Lock()

    def happened(self, what: str) -> None:
        """Another point is reached; any thread may say so."""
        with self._lock:
            self._count += 1
            os.write(self._journal, f"{what}\n".encode())
            if self._count == self._fatal:
                os.kill(os.getpid(), signal.SIGKILL)


def watch_database(engine: Engine, happened: Happened) -> None:
    """Points after each statement and each commit. (After a rollback the database is as it was before.)"""
    event.listen(engine, "after_cursor_execute", lambda *of: happened(f"statement: {_short(of[2])}"))
    _call_after(engine.dialect, "do_commit", lambda *of: happened("commit"))


def watch_network(peers: Mapping[int, str], happened: Happened) -> None:
    """Points after each call on a TCP connection to one of these ports, or accepted on it."""

    def peer(connection: socket.socket) -> str | None:
        try:
            ends = connection.getpeername(), connection.getsockname()
        except OSError:  # it is closed
            return None
        return next((peers[end[1]] for end in ends if isinstance(end, tuple) and end[1] in peers), None)

    def passed(verb: str) -> Callable[..., None]:
        def note(result: object, connection: socket.socket, *of: object) -> None:
            name = peer(connection)
            if name and result != b"" and result != 0:
                happened(f"{name}: {verb}")

        return note

    for name in ("send", "sendall", "sendmsg"):
        _call_after(socket.socket, name, passed("sent"))
    for name in ("recv", "recv_into"):
        _call_after(socket.socket, name, passed("received"))


def _call_after(owner: Any, name: str, note: Callable[..., None]) -> None:
    """Let every call that succeeds be followed by a note."""
    original = getattr(owner, name)

    def call(*of: Any, **named: Any) -> Any:
        result = original(*of, **named)
        note(result, *of)
        return result

    setattr(owner, name, call)


def _short(statement: str) -> str:
    """A statement's verb and table; never its values."""
    table = _TABLE.search(statement)
    return f"{statement.split(None, 1)[0]} {table.group(1) if table else ''}".strip()

"""How are many HTTP requests posted for very little CPU?"""

import asyncio
import re
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any, cast

LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
Answered = Callable[[int], None]  # gets the HTTP status; 0 where the connection broke


def run(work: Coroutine[Any, Any, None]) -> None:
    """Run it on uvloop, or on asyncio where only the tests' packages are installed."""
    try:
        import uvloop
    except ImportError:
        asyncio.run(work)
    else:
        uvloop.run(work)


def whole(data: bytearray) -> tuple[bytes, bytes] | None:
    """The head and the body of the first message in the buffer, taken out of it once it is complete."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return None
    found = LENGTH.search(data, 0, end)
    size = end + 4 + (int(found[1]) if found else 0)
    if len(data) < size:
        return None
    head, body = bytes(data[:end]), bytes(data[end + 4 : size])
    del data[:size]
    return head, body


class Connection(asyncio.Protocol):
    """One kept-alive connection, one request at a time."""

    def __init__(self, poster: "Poster") -> None:
        self._poster = poster
        self._data = bytearray()
        self._answered: Answered | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ready for the first request."""
        self._transport = cast(asyncio.Transport, transport)
        self._poster.free(self)

    def send(self, raw: bytes, answered: Answered) -> None:
        """Post one request."""
        assert self._transport
        self._answered = answered
        self._transport.write(raw)

    def data_received(self, data: bytes) -> None:
        """Tell the answer's status, and take the next request."""
        self._data += data
        message = whole(self._data)
        if message and self._answered:
            answered, self._answered = self._answered, None
            answered(int(message[0][9:12]))
            self._poster.free(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """What was not answered may have been lost."""
        self._poster.lost(self)
        if self._answered:
            self._answered(0)

    def close(self) -> None:
        """Hang up."""
        if self._transport:
            self._transport.close()


class Poster:
    """Posts bodies over as many connections as are needed, up to a limit; what finds none free waits in order."""

    def __init__(self, port: int, path: str, limit: int) -> None:
        self._port = port
        self._path = path
        self._limit = limit
        self._open = 0
        self._idle: list[Connection] = []
        self._waiting: deque[tuple[bytes, Answered]] = deque()
        self._tasks: set[asyncio.Task[None]] = set()

    def post(self, body: bytes, signature: bytes, answered: Answered) -> None:
        """Post a signed body; `answered` is called with the status."""
        raw = (
            b"POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nX-Hub-Signature-256: %s\r\n"
            b"Content-Length: %d\r\n\r\n%s" % (self._path.encode(), signature, len(body), body)
        )
        if self._idle:
            self._idle.pop().send(raw, answered)
            return
        self._waiting.append((raw, answered))
        if self._open < self._limit:
            self._open += 1
            task = asyncio.ensure_future(self._connect())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _connect(self) -> None:
        try:
            await asyncio.get_running_loop().create_connection(lambda: Connection(self), "127.0.0.1", self._port)
        except OSError:
            self._open -= 1
            for _, answered in self._drop_waiting():
                answered(0)

    def _drop_waiting(self) -> list[tuple[bytes, Answered]]:
        dropped = list(self._waiting)
        self._waiting.clear()
        return dropped

    def free(self, connection: Connection) -> None:
        """A connection can take a request."""
        if self._waiting:
            connection.send(*self._waiting.popleft())
        else:
            self._idle.append(connection)

    def lost(self, connection: Connection) -> None:
        """A connection is gone."""
        self._open -= 1
        if connection in self._idle:
            self._idle.remove(connection)

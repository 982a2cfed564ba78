"""How long does gunicorn wait for those who are connected, and for how many of them at once?

Its own ASGI protocol waits for ever: for the first request, for who reads no answer, for a line that is never closed.
"""

import asyncio
import resource
from collections.abc import Callable
from typing import Any

from gunicorn.asgi.protocol import ASGIProtocol

from . import patience
from .web.bodies import is_crumbled

HELD = 64 * 1024  # bytes of one connection: of headers that have no end, or of requests that wait behind another


class _Crumbs(Exception):
    """A body comes in too many small pieces: the rest of it is not looked at."""


class Crowd:
    """Who is connected to a worker, and of whom we wait for something, the longest first."""

    def __init__(self, most: int) -> None:
        self.most, self.here = most, 0
        self._waited_for: dict[Connection, None] = {}

    def enter(self, one: "Connection") -> None:
        """Somebody came. If that is one too many, who has kept us waiting longest goes: not who has just asked."""
        self.here += 1
        if self.here > self.most:
            next(iter(self._waited_for), one).cut("full")

    def leave(self, one: "Connection") -> None:
        """Somebody went."""
        self.here -= 1
        self._waited_for.pop(one, None)

    def wait_for(self, one: "Connection") -> None:
        """It is their turn."""
        self._waited_for.pop(one, None)
        self._waited_for[one] = None

    def serve(self, one: "Connection") -> None:
        """It is our turn."""
        self._waited_for.pop(one, None)


def room(wanted: int) -> int:
    """How many connections a process may hold: a quarter of its files, 64 at least, stays for all the rest."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return wanted if files == resource.RLIM_INFINITY else min(wanted, max(files - max(files // 4, 64), 16))


class Connection(ASGIProtocol):  # type: ignore[misc]
    """gunicorn's connection, with an end to everything that somebody else must do."""

    _closed: bool

    def __init__(self, worker: Any, crowd: Crowd) -> None:
        super().__init__(worker)
        self._crowd = crowd
        self._max_buffer_size = HELD
        self._clock: asyncio.TimerHandle | None = None
        self._is_here = self._is_deaf = False
        self._head = self._pieces = self._size = 0

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._is_here = True
        self._crowd.wait_for(self)
        self._within(patience.HEADERS_SECONDS, "no_request")
        self._crowd.enter(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self._go()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came, as far as it can become a request."""
        if self._is_deaf:
            return
        super().data_received(data)
        if self._current_request is None and not self._closed:
            self._head += len(data)
            if self._head > HELD:
                self._refuse(431, "The headers are too large.")

    def pause_writing(self) -> None:
        """They do not read what we answer."""
        super().pause_writing()
        if self._closed:
            return
        self._crowd.wait_for(self)
        self._within(patience.ANSWER_SECONDS, "unread")

    def resume_writing(self) -> None:
        """They do."""
        super().resume_writing()
        if self._closed:
            return
        self._crowd.serve(self)
        self._stop_clock()

    def cut(self, why: str) -> None:
        """Wait no longer: whatever was being said is cut off."""
        patience.lost(why)
        self._go()
        self.transport.abort()

    def _go(self) -> None:
        self._stop_clock()
        if self._is_here:
            self._is_here = False
            self._crowd.leave(self)

    def _on_headers_complete(self) -> Any:
        self._head = self._pieces = self._size = 0
        self._stop_clock()
        return super()._on_headers_complete()

    def _on_body(self, chunk: bytes) -> None:
        super()._on_body(chunk)
        self._pieces += 1
        self._size += len(chunk)
        if is_crumbled(self._pieces, self._size):
            raise _Crumbs

    def _on_message_complete(self) -> None:
        self._crowd.serve(self)
        super()._on_message_complete()

    def _arm_keepalive_timer(self) -> None:
        """Everything is answered: it is their turn to ask."""
        super()._arm_keepalive_timer()
        if self._is_here:
            self._crowd.wait_for(self)

    def _feed_callback_parser(self, data: bytes) -> bool:
        """Read on. Numbers of thousands of digits are none for `int`: gunicorn does not expect that."""
        try:
            return bool(super()._feed_callback_parser(data))
        except _Crumbs:
            self._is_deaf = True  # what has come is enough for the application to refuse it in its own words
            return False
        except ValueError:
            self._refuse(400, "A number in the headers cannot be one.")
            return False

    def _refuse(self, status: int, words: str) -> None:
        self._send_error_response(status, words)
        self._close_transport()

    def _close_transport(self) -> None:
        """Close it, but not for ever: whoever reads nothing any more is cut off after a moment."""
        if self.transport is None or self._closed:
            return
        self._crowd.wait_for(self)
        unread = self.transport.get_write_buffer_size()
        self._within(patience.ANSWER_SECONDS if unread else patience.PARTING_SECONDS, "unread" if unread else "")
        if self._body_receiver is None or self._body_receiver._complete:
            super()._close_transport()
            return
        # They are still sending: closed now, the kernel would take our answer back. What comes is passed over.
        self._closed = self._is_deaf = True
        self._body_receiver.signal_disconnect()
        self._resume_reading()
        if self.transport.can_write_eof():
            self.transport.write_eof()

    def _within(self, seconds: float, why: str) -> None:
        self._stop_clock()
        late: Callable[[], None] = (lambda: self.cut(why)) if why else self.transport.abort
        self._clock = self.worker.loop.call_later(seconds, late)

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

"""How does a request's body reach us? Whole, in time, in not too many pieces; half a body holds up nobody else."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from relaystack import patience

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

ROOM = 32 * 1024 * 1024  # of all bodies that are still coming
FREE_PIECES, BYTES_A_PIECE = 256, 64  # a body in more and smaller pieces than these costs more than it can be worth
BREATH = 64  # pieces after which others have their turn
TICK = 1.0  # seconds between two looks for who is too slow


class Refused(Exception):
    """A body that is not taken in: with which HTTP status."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def is_crumbled(pieces: int, size: int) -> bool:
    """Whether so many bytes came in too many pieces."""
    return pieces > FREE_PIECES + size // BYTES_A_PIECE


def _refuse_announced(headers: Mapping[bytes, bytes], largest: int) -> None:
    """Refuse a body whose announced length is too much. It may have thousands of digits, which `int` does not read."""
    length = headers.get(b"content-length", b"").lstrip(b"0")
    if length.isdigit() and (len(length) > len(str(largest)) or int(length) > largest):
        raise Refused(413)


class _Reading:
    """A body that is coming."""

    __slots__ = ("_cancelled_before", "_task", "ends_at", "given_up", "held")

    def __init__(self, ends_at: float) -> None:
        task = asyncio.current_task()
        assert task
        self._task, self._cancelled_before = task, task.cancelling()
        self.ends_at, self.held, self.given_up = ends_at, 0, False

    def give_up(self) -> None:
        """Wait for it no longer."""
        self.given_up = True
        self._task.cancel()

    def is_ours(self) -> bool:
        """Whether it was given up, and nobody else has ended the request too."""
        return self.given_up and self._task.uncancel() <= self._cancelled_before


class Bodies:
    """The bodies that are still coming to one event loop, the oldest first.

    One look a second serves them all: a timer for each would cost every webhook, though hardly any is slow.
    """

    def __init__(self) -> None:
        self._coming: dict[_Reading, None] = {}
        self._held = 0
        self._looking: asyncio.AbstractEventLoop | None = None

    async def read(self, headers: Mapping[bytes, bytes], receive: Receive, largest: int, seconds: float) -> bytes:
        """A body; Refused as soon as it is known to be too large (413), cut off (400) or too slow (408)."""
        _refuse_announced(headers, largest)
        loop = asyncio.get_running_loop()
        reading = _Reading(loop.time() + seconds)
        self._coming[reading] = None
        if self._looking is not loop:
            self._look(loop)
        try:
            return await self._pieces(reading, receive, largest)
        except asyncio.CancelledError:
            if reading.is_ours():
                raise Refused(408) from None
            raise
        finally:
            self._coming.pop(reading, None)
            self._held -= reading.held

    async def _pieces(self, reading: _Reading, receive: Receive, largest: int) -> bytes:
        pieces: list[bytes] = []
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Refused(400)
            piece = bytes(message.get("body", b""))
            if not message.get("more_body") and not pieces:
                if len(piece) > largest:
                    raise Refused(413)
                return piece  # nearly all are whole
            pieces.append(piece)
            self._hold(reading, len(piece))
            if reading.held > largest or is_crumbled(len(pieces), reading.held):
                raise Refused(413)
            if reading.given_up or not len(pieces) % BREATH:
                await asyncio.sleep(0)  # the others' turn; who was given up meanwhile ends here
            if not message.get("more_body"):
                return b"".join(pieces)

    def _hold(self, reading: _Reading, size: int) -> None:
        """Count what came; where all of it is too much, who has been sending longest makes room."""
        reading.held += size
        self._held += size
        if self._held > ROOM:
            self._give_up(next(iter(self._coming)), "bodies_full")

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        while (oldest := next(iter(self._coming), None)) and oldest.ends_at <= now:
            self._give_up(oldest, "slow_body")
        self._looking = loop if self._coming else None
        if self._looking:
            loop.call_later(TICK, self._look, loop)

    def _give_up(self, reading: _Reading, why: str) -> None:
        del self._coming[reading]
        self._held, reading.held = self._held - reading.held, 0
        patience.lost(why)
        reading.give_up()

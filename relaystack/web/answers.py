"""How many of Flask's answers may be under way? So many that who reads none takes neither memory nor room."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

from relaystack import patience

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
MOST = 128  # ten threads work them off; an answer of the largest page is 1.5 MB
READS_WITHIN = 1.0  # seconds; who takes longer gives up the place when others need it


class Full(Exception):
    """There is no room for one more."""


class Answers:
    """The answers that are under way; of those that nobody reads, the one begun to wait first."""

    def __init__(self) -> None:
        self._here = 0
        self._unread: dict[asyncio.Task[Any], float] = {}  # since when

    @contextmanager
    def one(self, send: Send) -> Iterator[Send]:
        """Room for one, and `send` for it. Where there are too many, one that nobody reads makes room; else Full."""
        if self._here >= MOST:
            self._cut_the_oldest()
        self._here += 1
        try:
            yield self._watched(send)
        finally:
            self._here -= 1

    def _cut_the_oldest(self) -> None:
        oldest = next(iter(self._unread), None)
        if oldest is None or asyncio.get_running_loop().time() < self._unread[oldest] + READS_WITHIN:
            raise Full
        del self._unread[oldest]
        patience.lost("answers_full")
        oldest.cancel()

    def _watched(self, send: Send) -> Send:
        task = asyncio.current_task()
        assert task

        async def watched(message: MutableMapping[str, Any]) -> None:
            self._unread[task] = asyncio.get_running_loop().time()
            try:
                await send(message)
            finally:
                self._unread.pop(task, None)

        return watched

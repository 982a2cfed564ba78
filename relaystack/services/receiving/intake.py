"""How requests that wait at the same time share one transaction."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event, Lock

from relaystack import context
from relaystack.engine.updates import Update

from .take_in import TakenIn

LARGEST = 1000  # updates of one transaction, but for a body that holds more by itself
LONGEST_REST = 0.05  # seconds between two transactions at most
ENOUGH = 40  # requests for one transaction: nobody rests while so many wait


@dataclass(frozen=True)
class _Waiting:
    """The updates of one request, whose request it is (for the log), and what becomes of them."""

    updates: Sequence[Update]
    request_id: str = field(default_factory=lambda: context.request_id.get() or "-")
    taken: Future[TakenIn] = field(default_factory=Future)


class Intake:
    """Takes updates in, one transaction at a time in this process, in a thread of its own.

    Each transaction holds all that has come during the one before it, and while this thread rested as long as that
    took, or until enough were there: the busier it is, the more requests share the cost of one, and nobody waits when
    it is not.
    """

    def __init__(self, take_in: Callable[[Sequence[Update]], TakenIn]) -> None:
        self._take_in = take_in
        self._queue: list[_Waiting] = []
        self._busy = False
        self._lock = Lock()  # of the two above
        self._enough = Event()
        self._thread = ThreadPoolExecutor(1, "intake")

    def __call__(self, updates: Sequence[Update]) -> Future[TakenIn]:
        """Take these updates in, with those of others; the sums are of all of them."""
        waiting = _Waiting(updates)
        with self._lock:
            self._queue.append(waiting)
            idle, self._busy = not self._busy, True
            if len(self._queue) >= ENOUGH:
                self._enough.set()
        if idle:
            self._thread.submit(self._work)
        return waiting.taken

    def _work(self) -> None:
        """Take in whoever waits, until nobody does."""
        while batch := self._next():
            began = time.monotonic()
            self._take(batch)
            if self._queue:
                self._enough.wait(min(time.monotonic() - began, LONGEST_REST))

    def _next(self) -> list[_Waiting]:
        """Those at the head of the queue, as many as one transaction should hold."""
        with self._lock:
            count, size = 0, 0
            for waiting in self._queue:
                size += len(waiting.updates)
                if count and size > LARGEST:
                    break
                count += 1
            batch, self._queue = self._queue[:count], self._queue[count:]
            self._enough.clear()
            self._busy = bool(batch)
            return batch

    def _take(self, batch: Sequence[_Waiting]) -> None:
        context.request_id.set(" ".join(waiting.request_id for waiting in batch))  # what is logged is about all of them
        try:
            taken = self._take_in([update for waiting in batch for update in waiting.updates])
        except BaseException as error:
            for waiting in batch:
                waiting.taken.set_exception(error)
        else:
            for waiting in batch:
                waiting.taken.set_result(taken)

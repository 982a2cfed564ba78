"""How requests that wait at the same time share one transaction."""

from collections.abc import Callable, Sequence
from threading import Lock

from relaystack import context
from relaystack.engine.updates import Update

from .inbox import TakenIn

LARGEST = 1000  # updates of one transaction, but for a body that holds more by itself


class _Waiting:
    """The updates of one request, and what became of them."""

    def __init__(self, updates: Sequence[Update]) -> None:
        self.updates = updates
        self.request_id = context.request_id.get()
        self.taken: TakenIn | None = None
        self.error: BaseException | None = None
        self.called = Lock()  # open when it was taken in, or when it is its turn to take in whatever waits
        self.called.acquire()

    def result(self) -> TakenIn:
        """What became of it; raises what went wrong."""
        if self.error is not None:
            raise self.error
        assert self.taken is not None
        return self.taken


class Intake:
    """Takes updates in, one transaction at a time in this process.

    Whoever comes to an empty counter takes in what all the others bring meanwhile, then calls the first of those who
    have come since: the busier it is, the more of them share the cost of a commit, and nobody waits when it is not.
    """

    def __init__(self, take_in: Callable[[Sequence[Update]], TakenIn]) -> None:
        self._take_in = take_in
        self._queue: list[_Waiting] = []
        self._busy = False
        self._lock = Lock()  # of the two above

    def __call__(self, updates: Sequence[Update]) -> TakenIn:
        """Take these updates in, with those of others; the sums are of all of them. Raises what `take_in` raises."""
        mine = _Waiting(updates)
        with self._lock:
            self._queue.append(mine)
            waits, self._busy = self._busy, True
        if waits:
            mine.called.acquire()
        if mine.taken is None and mine.error is None:
            self._serve()
        return mine.result()

    def _serve(self) -> None:
        """Take in those who wait, the caller first among them, and call the next."""
        batch = self._next()
        try:
            self._take(batch)
        finally:
            with self._lock:
                self._busy = bool(self._queue)
                following = self._queue[:1]
            for waiting in batch[1:] + following:
                waiting.called.release()

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
            return batch

    def _take(self, batch: Sequence[_Waiting]) -> None:
        if len(batch) > 1:  # what is logged meanwhile is about all of them
            context.request_id.set(" ".join(waiting.request_id or "-" for waiting in batch))
        try:
            taken = self._take_in([update for waiting in batch for update in waiting.updates])
        except BaseException as error:
            for waiting in batch:
                waiting.error = error
        else:
            for waiting in batch:
                waiting.taken = taken
        finally:
            context.request_id.set(batch[0].request_id)

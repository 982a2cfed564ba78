"""How requests that wait at the same time share one transaction."""

from collections.abc import Callable, Sequence
from threading import Lock

from relaystack.engine.updates import Update

from .inbox import TakenIn

LARGEST = 1000  # updates of one transaction, but for a body that holds more by itself


class _Waiting:
    """The updates of one request, and what became of them."""

    def __init__(self, updates: Sequence[Update]) -> None:
        self.updates = updates
        self.taken: TakenIn | None = None
        self.error: BaseException | None = None


class Intake:
    """Takes updates in, one transaction at a time in this process.

    Whoever gets through the door first takes in what all the others brought meanwhile: the busier it is, the more
    of them share the cost of a commit, and nobody waits when it is not.
    """

    def __init__(self, take_in: Callable[[Sequence[Update]], TakenIn]) -> None:
        self._take_in = take_in
        self._door = Lock()
        self._queue: list[_Waiting] = []  # appended to by all threads, taken from behind the door only

    def __call__(self, updates: Sequence[Update]) -> TakenIn:
        """Take these updates in, with those of others; the sums are of all of them. Raises what `take_in` raises."""
        mine = _Waiting(updates)
        self._queue.append(mine)
        with self._door:
            while mine.taken is None and mine.error is None:
                self._take(self._next())
        if mine.error is not None:
            raise mine.error
        assert mine.taken is not None
        return mine.taken

    def _next(self) -> list[_Waiting]:
        """Those at the head of the queue, as many as one transaction should hold."""
        count, size = 0, 0
        for waiting in self._queue:
            size += len(waiting.updates)
            if count and size > LARGEST:
                break
            count += 1
        batch, self._queue[:count] = self._queue[:count], []
        return batch

    def _take(self, batch: Sequence[_Waiting]) -> None:
        try:
            taken = self._take_in([update for waiting in batch for update in waiting.updates])
        except BaseException as error:
            for waiting in batch:
                waiting.error = error
        else:
            for waiting in batch:
                waiting.taken = taken

"""Work that is done beside other work, in a process of its own: a second core would only look on."""

import multiprocessing
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Generic, TypeVar

T = TypeVar("T")


def can_fork() -> bool:
    """Whether a copy of this process may be made: in a copy, locks that other threads hold would stay closed."""
    return "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1


class Beside(Generic[T]):
    """What a function gives, worked out in a copy of this process; only what it gives must be able to travel."""

    def __init__(self, work: Callable[[], T]) -> None:
        context = multiprocessing.get_context("fork")
        self._work = work
        self._answer, ours = context.Pipe(duplex=False)
        self._process = context.Process(target=self._run, args=(ours,), daemon=True)
        self._process.start()
        ours.close()

    def result(self) -> T:
        """Wait for it. Where the copy fails, the work is done here: its error is then raised as any other."""
        try:
            done: T = self._answer.recv()
        except EOFError:
            done = self._work()
        self._process.join()
        return done

    def _run(self, ours: "Connection") -> None:
        ours.send(self._work())

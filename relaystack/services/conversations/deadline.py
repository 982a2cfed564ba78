"""A turn takes a millisecond. One that does not end is broken off, so that nobody else waits for it."""

import ctypes
import time
from collections.abc import Callable
from threading import Lock, Thread, get_ident
from typing import TypeVar

T = TypeVar("T")

LOOK = 0.1  # seconds between two looks at the turns that are being taken
LOOKS = 20  # at one and the same turn: two seconds of this process, however long the machine itself stood still


class TookTooLong(Exception):
    """A turn did not end; nothing of it counts."""


class _BrokenOff(BaseException):
    """What is raised in the midst of a turn; no `except Exception` of the code that it runs may stop it."""


class _Running:
    """A turn that is being taken, the thread that takes it, and how often it was seen."""

    def __init__(self) -> None:
        self.thread = get_ident()
        self.seen = 0


class _Watch:
    """A thread that looks at the running turns and breaks off those that it sees again and again."""

    def __init__(self) -> None:
        self._running: set[_Running] = set()
        self._lock = Lock()  # while one holds it, no turn is broken off
        self._thread = Thread()

    def within_time(self, work: Callable[[], T]) -> T:
        """What the work gives; it may be stopped anywhere, so it must hold nothing: no connection, no lock."""
        if not self._thread.is_alive():  # the first turn of this process
            self._start()
        running = _Running()
        self._running.add(running)
        try:
            try:
                return work()
            finally:
                self._end(running)
        except _BrokenOff:
            raise TookTooLong(f"the turn was broken off: it took longer than {LOOK * LOOKS:.0f} seconds") from None

    def _start(self) -> None:
        with self._lock:
            if not self._thread.is_alive():
                self._thread = Thread(target=self._look, name="turns", daemon=True)
                self._thread.start()

    def _end(self, running: _Running) -> None:
        """From here on nothing is broken off any more, also where that was decided and has not come through."""
        with self._lock:
            if running in self._running:
                self._running.discard(running)
            else:
                _raise_in(running.thread, None)

    def _look(self) -> None:
        while True:
            time.sleep(LOOK)
            for running in self._running.copy():
                running.seen += 1
                if running.seen > LOOKS:
                    self._break_off(running)

    def _break_off(self, running: _Running) -> None:
        with self._lock:
            if running in self._running:
                self._running.discard(running)
                _raise_in(running.thread, _BrokenOff)


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    """Have a thread raise an error at its next step in Python; None takes back one that it has not raised yet."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(error) if error else None)


_watch = _Watch()
within_time = _watch.within_time

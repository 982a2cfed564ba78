"""How is something told that may happen a thousand times a second? At once, and then once a minute, with its count."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

PAUSE = 60.0  # seconds between two lines of a kind


@dataclass
class _Kind:
    next_at: float = 0.0
    untold: int = 0


class Seldom:
    """A logger for what strangers can cause: a flood of them must not fill the disk."""

    def __init__(self, log: logging.Logger, clock: Callable[[], float] = time.monotonic) -> None:
        self._log, self._clock, self._lock = log, clock, Lock()
        self._kinds: dict[str, _Kind] = {}

    def warn(self, kind: str, *about: object) -> None:
        """Log it, if this kind was not told of within the last minute. Kinds are few: the format of the line."""
        with self._lock:
            told, now = self._kinds.setdefault(kind, _Kind()), self._clock()
            told.untold += 1
            if now < told.next_at:
                return
            times, told.untold, told.next_at = told.untold, 0, now + PAUSE
        self._log.warning(f"{kind} (%d since this was last told)" if times > 1 else kind, *about, *[times][: times > 1])

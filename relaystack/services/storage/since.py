"""How long ago was something, whatever was done to the clock meanwhile?"""

import time


class Since:
    """A moment: that at which it was made."""

    def __init__(self) -> None:
        self._monotonic, self._wall = time.monotonic(), time.time()

    @property
    def ticks(self) -> float:
        """Seconds, whatever was done to the clock."""
        return time.monotonic() - self._monotonic

    @property
    def seconds(self) -> float:
        """Seconds, counting also those for which the machine was suspended."""
        return max(self.ticks, time.time() - self._wall)

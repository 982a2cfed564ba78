"""How often is it said that the same thing fails again and again? At once, then every few minutes with a count."""

import logging

from ..storage.since import Since

log = logging.getLogger(__name__)

SAY_AGAIN = 300.0  # seconds


class Complaints:
    """What a loop has said of its failures."""

    def __init__(self) -> None:
        self._what = ""
        self._times = 0  # since it was said last
        self._said: Since | None = None

    def say(self, what: str, fault: BaseException | None = None) -> None:
        """Something failed; another failure than the last one is said at once. A `fault` of ours has its traceback."""
        self._times += 1
        if self._said and self._what == what and self._said.ticks < SAY_AGAIN:
            return
        again = f" ({self._times} times since this was said)" if self._what == what else ""
        self._what, self._times, self._said = what, 0, Since()
        log.error("%s%s", what, again, exc_info=None if again else fault)

    def end(self) -> None:
        """It has worked."""
        if self._what:
            log.warning("it works again; before: %s", self._what)
            self._what, self._times, self._said = "", 0, None

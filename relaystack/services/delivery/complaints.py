"""How often is it said that the same thing fails again and again? At once, then every few minutes with a count."""

import logging
from collections import Counter

from ..storage.since import Since

log = logging.getLogger(__name__)

SAY_AGAIN = 300.0  # seconds
FLAPPING = 60.0  # seconds for which it is known what was said, though it has worked in between


class Complaints:
    """What a loop has said of its failures."""

    def __init__(self) -> None:
        self._said: dict[str, Since] = {}
        self._unsaid: Counter[str] = Counter()
        self._open = ""  # what was said last, and not yet that it is over

    def say(self, what: str, fault: BaseException | None = None) -> None:
        """Something failed; what was not said lately is said at once, a `fault` of ours with its traceback."""
        self._unsaid[what] += 1
        last = self._said.get(what)
        if last and last.ticks < SAY_AGAIN:
            return
        self._said[what], self._open = Since(), what
        again = f" ({self._unsaid[what]} times since this was said)" if last else ""
        log.error("%s%s", what, again, exc_info=None if last else fault)
        self._unsaid[what] = 0

    def end(self) -> None:
        """It has worked."""
        if self._open:
            log.warning("it works again; before: %s", self._open)
            self._open = ""
        self._said = {what: at for what, at in self._said.items() if at.ticks < FLAPPING}

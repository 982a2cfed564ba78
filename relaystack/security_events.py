"""What went wrong at a door: each is counted, and the log has a line a minute of each kind, however many there were.

Neither holds what was shown at the door: a wrong token is often a right one, mistyped.
"""

import logging
import threading
from collections import defaultdict
from typing import Literal, get_args

from . import metrics

log = logging.getLogger(__name__)

Kind = Literal[
    "token_missing", "token_wrong", "token_revoked", "token_expired", "scope_missing", "rate_limited",
    "local_refused", "signature_missing", "signature_wrong", "verify_token_wrong",
    "sign_in_failed", "sign_in_slowed", "cookie_unknown", "cookie_ended", "form_refused",
]  # fmt: skip
KINDS: tuple[str, ...] = get_args(Kind)
EVERY = 60.0  # seconds


class Reporter:
    """Writes the first event of a kind down at once, and what follows together, when the minute is over."""

    def __init__(self, every: float = EVERY) -> None:
        self._every = every
        self._lock = threading.Lock()
        self._later: defaultdict[str, int] = defaultdict(int)
        self._open: set[str] = set()  # kinds whose minute runs

    def heard(self, kind: str, of: str) -> None:
        """One more of a kind."""
        with self._lock:
            if kind in self._open:
                self._later[kind] += 1
                return
            self._open.add(kind)
        log.warning("security: %s%s", kind, f", {of}" if of else "")
        self._again(kind)

    def _again(self, kind: str) -> None:
        timer = threading.Timer(self._every, self._over, (kind,))
        timer.daemon = True
        timer.start()

    def _over(self, kind: str) -> None:
        with self._lock:
            count = self._later.pop(kind, 0)
            if not count:
                self._open.discard(kind)
                return
        log.warning("security: %s, %d more within %.0f s", kind, count, self._every)
        self._again(kind)


_reporter = Reporter()


def record(kind: Kind, of: str = "") -> None:
    """Count an event. `of` says whose it was, like `token 3`: the log shows it with the first of a minute."""
    metrics.refused(kind)
    _reporter.heard(kind, of)

"""How many messages does Meta let through?"""

import time
from collections.abc import Callable

from metatwin.errors import Refusal
from metatwin.faults import Faults


class Bucket:
    """A token bucket: full at first, one token a message."""

    def __init__(self, size: float, clock: Callable[[], float]) -> None:
        self._tokens = size
        self._clock = clock
        self._seen = clock()

    def fill(self, size: float, per_second: float) -> bool:
        """Add what the time since has brought; is there a token?"""
        moment = self._clock()
        self._tokens = min(size, self._tokens + (moment - self._seen) * per_second)
        self._seen = moment
        # A hair below one counts: the sum of many small refills is never exact.
        return self._tokens >= 1 - 1e-6

    def take(self) -> None:
        """Use a token up."""
        self._tokens -= 1


class Rates:
    """The limit of the number and the limit of each pair of business and customer."""

    def __init__(self, faults: Faults, clock: Callable[[], float] = time.monotonic) -> None:
        self._faults = faults
        self._clock = clock
        self.clear()

    def clear(self) -> None:
        """Forget what was sent."""
        self._pairs: dict[str, Bucket] = {}
        self._number: Bucket | None = None

    def check(self, customer_id: str) -> None:
        """Count a message to a customer, or refuse it."""
        if not self._faults.rates:
            return
        number, pair = self._buckets(customer_id)
        if not number.fill(max(1.0, self._faults.number_per_second), self._faults.number_per_second):
            raise Refusal(130429)
        if not pair.fill(self._faults.pair_burst, 1 / max(self._faults.pair_seconds, 0.001)):
            raise Refusal(131056)
        number.take()
        pair.take()

    def _buckets(self, customer_id: str) -> tuple[Bucket, Bucket]:
        if self._number is None:
            self._number = Bucket(max(1.0, self._faults.number_per_second), self._clock)
        if customer_id not in self._pairs:
            self._pairs[customer_id] = Bucket(self._faults.pair_burst, self._clock)
        return self._number, self._pairs[customer_id]

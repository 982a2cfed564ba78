"""What time is it for Meta? The Date of its answers says it: a better witness than messages, which may come late."""

import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp

from ..http import Http

SOON = 60.0  # seconds for which nobody looks again
KEPT = 900.0  # seconds for which it is worth something


class MetaClock:
    """Meta's time, as it was told last, and how it has gone on since."""

    def __init__(self, http: Http, url: str) -> None:
        self._http, self._url = http, url
        self._told: tuple[datetime, float] | None = None
        self._asked = float("-inf")

    def saw(self, date: str | None) -> None:
        """An answer of Meta's has this Date."""
        if not date or self._age < SOON:
            return
        try:
            at = parsedate_to_datetime(date)
        except (ValueError, TypeError):
            return
        self._told = (at if at.tzinfo else at.replace(tzinfo=UTC)), time.monotonic()

    @property
    def _age(self) -> float:
        return time.monotonic() - self._told[1] if self._told else float("inf")

    def known(self) -> datetime | None:
        """Meta's time by now, if it was told lately."""
        age = self._age
        return self._told[0] + timedelta(seconds=age) if self._told and age < KEPT else None

    async def now(self) -> datetime | None:
        """Meta's time; asked for where it is not known. None where Meta does not tell."""
        if self.known() is None and time.monotonic() - self._asked > SOON:
            self._asked = time.monotonic()
            try:
                async with self._http.session.get(self._url, allow_redirects=False) as answer:
                    self.saw(answer.headers.get("Date"))
            except (aiohttp.ClientError, TimeoutError, OSError):
                return None
        return self.known()

"""How do webhooks reach the business, also when nobody answers?"""

import asyncio
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

import aiohttp

from metatwin.bodies import Business, sign
from metatwin.bundles import Bundle, Update, bundle_up
from metatwin.faults import Faults

GATHER = 0.05  # seconds that a batch waits for company
TIMEOUT = 10.0
LONGEST_PAUSE = 30.0


class Postman:
    """Posts updates until each is answered with 200."""

    def __init__(self, business: Business, faults: Faults, changed: Callable[[], None]) -> None:
        self._business = business
        self._faults = faults
        self._changed = changed
        self._lock = threading.Lock()
        self._waiting: list[Update] = []
        self._open = 0
        self._url: str | None = None
        self._random = random.Random(7)  # noqa: S311 - the same disorder in every run
        self._loop: asyncio.AbstractEventLoop | None = None
        self.last_failure: str | None = None
        self._clear()

    def _clear(self) -> None:
        self._lanes: dict[str, deque[Bundle]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._gathering: asyncio.TimerHandle | None = None
        self._nudge = asyncio.Event()

    async def open(self) -> None:
        """Start to work in the running loop."""
        self._loop = asyncio.get_running_loop()
        self._clear()
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0),
            timeout=aiohttp.ClientTimeout(total=TIMEOUT),
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        self._consider()

    async def close(self) -> None:
        """Stop to work; what is on its way is forgotten."""
        await self.forget()
        self._loop = None
        await self._session.close()

    async def forget(self) -> None:
        """Drop all that waits or is on its way."""
        with self._lock:
            self._waiting.clear()
        if self._gathering is not None:
            self._gathering.cancel()
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._clear()
        self._open = 0
        self._changed()

    @property
    def url(self) -> str | None:
        """Where webhooks go; without it they wait."""
        return self._url

    @url.setter
    def url(self, url: str | None) -> None:
        self._url = url
        self._soon(self._wake)

    @property
    def unacknowledged(self) -> int:
        """How many webhooks were not yet answered with 200."""
        with self._lock:
            return len(self._waiting) + self._open

    def add(self, update: Update) -> None:
        """Take in an update, from any thread."""
        with self._lock:
            self._waiting.append(update)
        self._soon(self._consider)

    def look(self) -> None:
        """Post what may be posted, after a change of the faults."""
        self._soon(self._consider)

    def release(self) -> None:
        """Post all that waits now."""
        self._soon(self._flush)
        self._soon(self._wake)

    async def post(self, raw: bytes, signature: str | None) -> int:
        """One POST, whatever comes of it; returns the HTTP status."""
        headers = {"Content-Type": "application/json", "User-Agent": "facebookexternalua"}
        if signature is not None:
            headers["X-Hub-Signature-256"] = signature
        url = self._url or ""
        async with self._session.post(url, data=raw, headers=headers, allow_redirects=False) as answer:
            await answer.read()
            return answer.status

    def _soon(self, work: Callable[[], None]) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(work)

    def _wake(self) -> None:
        self._nudge.set()
        self._nudge = asyncio.Event()
        self._consider()

    def _consider(self) -> None:
        if self._faults.hold or self._url is None or self._loop is None:
            return
        alone = self._faults.batch <= 1 and not self._faults.shuffle
        if alone or (len(self._waiting) >= self._faults.batch > 1 and not self._faults.shuffle):
            self._flush()
        elif self._gathering is None:
            self._gathering = self._loop.call_later(GATHER, self._flush)

    def _flush(self) -> None:
        if self._gathering is not None:
            self._gathering.cancel()
            self._gathering = None
        if self._url is None:
            return
        with self._lock:
            updates, self._waiting = self._waiting, []
            bundles = list(bundle_up(self._business, self._faults, updates))
            self._open += len(bundles)
        if self._faults.shuffle:
            self._random.shuffle(bundles)
        together = self._faults.shuffle or self._faults.batch > 1
        for bundle in bundles:
            self._put("together" if together else bundle.updates[0].lane, bundle)

    def _put(self, lane: str, bundle: Bundle) -> None:
        if lane in self._lanes:
            self._lanes[lane].append(bundle)
        else:
            self._lanes[lane] = deque([bundle])
            self._spawn(self._walk(lane))

    async def _walk(self, lane: str) -> None:
        bundles = self._lanes[lane]
        while bundles:
            bundle = bundles.popleft()
            await asyncio.sleep(bundle.due - time.monotonic())
            # Only the first attempts keep the order: Meta does not let one failure hold up the rest.
            if not await self._attempt(bundle):
                self._spawn(self._redeliver(bundle))
        del self._lanes[lane]

    async def _redeliver(self, bundle: Bundle) -> None:
        pause = 0.0
        while not await self._attempt(bundle):
            pause = min(pause * 2 or 0.2, LONGEST_PAUSE)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._nudge.wait(), pause)

    async def _attempt(self, bundle: Bundle) -> bool:
        try:
            status = await self.post(bundle.raw, sign(self._business.app_secret, bundle.raw))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self.last_failure = f"{type(error).__name__}: {error}"
            return False
        if status != 200:
            self.last_failure = f"HTTP {status}"
            return False
        with self._lock:
            self._open -= 1
        for update in bundle.updates:
            update.acknowledged()
        self._changed()
        return True

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

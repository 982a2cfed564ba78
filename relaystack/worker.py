"""Delivery beside the web, in a thread, or alone, in a process."""

import asyncio
import logging
import signal
import threading
from collections.abc import Callable

from .services.delivery.delivery import Delivery

log = logging.getLogger(__name__)


class DeliveryThread:
    """Runs a delivery worker in its own thread with its own event loop."""

    def __init__(self, make: Callable[[], Delivery]) -> None:
        self._make = make
        self._delivery: Delivery | None = None
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._told = self._stopping = False

    def start(self) -> None:
        """Start once; later calls do nothing."""
        with self._lock:
            if self._thread is None:
                self._stopping, self._delivery = False, self._make()
                self._thread = threading.Thread(target=self._run, args=(self._delivery,), name="delivery", daemon=True)
                self._thread.start()

    def wake(self) -> None:
        """Look at the outbox now."""
        if self._delivery:
            self._delivery.nudge()
        elif not self._told:
            self._told = True
            log.warning("this process does not deliver what it takes in: `flask worker` must run beside it")

    def stop(self, timeout: float = 35.0) -> None:
        """Finish what is under way, hand the rest back, end."""
        with self._lock:
            if self._thread and self._delivery:
                self._stopping = True
                self._delivery.stop()
                self._thread.join(timeout)
            self._thread = self._delivery = None

    def _run(self, delivery: Delivery) -> None:
        try:
            asyncio.run(delivery.run())
            while not delivery.is_stopped:
                self._delivery = delivery = self._make()
                if self._stopping:  # said to the one before, just now
                    delivery.stop()
                asyncio.run(delivery.run())
        except Exception:
            log.exception("delivery has ended; restart the process")


def run_until_stopped(delivery: Delivery, make: Callable[[], Delivery]) -> None:
    """Deliver in this process until SIGTERM or Ctrl+C; `make` makes who follows where something else is connected."""

    async def main() -> None:
        loop = asyncio.get_running_loop()
        running = delivery
        for sign in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(sign, lambda: running.stop())
        await running.run()
        while not running.is_stopped:
            running = make()
            await running.run()

    asyncio.run(main())

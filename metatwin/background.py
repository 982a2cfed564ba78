"""How does an event loop run beside a synchronous program?"""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Background:
    """An event loop in a daemon thread of its own."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="metatwin", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()

    def wait(self, work: Coroutine[Any, Any, T], timeout: float = 30) -> T:
        """Run a coroutine there; return what it returns."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout)

    @property
    def is_here(self) -> bool:
        """Is the caller inside the loop, where waiting for it would never end?"""
        return threading.current_thread() is self._thread

    def stop(self) -> None:
        """End every task and the thread, and close the loop."""
        self.wait(self._cancel_all())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()

    async def _cancel_all(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.loop.shutdown_asyncgens()
        # Closed connections say goodbye in the next rounds of the loop.
        for _ in range(3):
            await asyncio.sleep(0)

"""What happens to a message after it was accepted, and what is the business told of it?"""

import asyncio
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from metatwin import bodies
from metatwin.bundles import Update
from metatwin.customers import Customer, now
from metatwin.messages import Sent
from metatwin.postman import Postman
from metatwin.world import World

# When a simulated phone reports what became of a message, in seconds.
HUMAN_PAUSES = {"sent": 0.1, "delivered": 0.4, "read": 0.6, "failed": 0.1}


class Receipts:
    """Moves messages forward and posts their statuses."""

    def __init__(self, world: World, postman: Postman) -> None:
        self._world = world
        self._postman = postman

    def follow(self, sent: Sent, customer: Customer) -> None:
        """Let the usual statuses of an accepted message follow."""
        for name, code in self._plan(sent):
            self._later(name, self.move, sent, customer, name, code)
        self._later("read", self._read_if_watched, sent, customer)

    def _later(self, name: str, step: Callable[..., None], *given: Any) -> None:
        if self._world.human:
            asyncio.get_running_loop().call_later(HUMAN_PAUSES.get(name, 0.4), step, *given)
        else:
            step(*given)

    def _plan(self, sent: Sent) -> Iterable[tuple[str, int | None]]:
        if self._world.faults.status_only:
            return tuple(self._world.faults.status_only.items())
        if sent.type == "reaction":
            return (("sent", None),)
        return (("sent", None), ("delivered", None))

    def _read_if_watched(self, sent: Sent, customer: Customer) -> None:
        if customer.watched and sent.status == "delivered":
            self.move(sent, customer, "read")

    def move(self, sent: Sent, customer: Customer, name: str, code: int | None = None) -> None:
        """One step forward: remember it, tell the business."""
        with self._world.lock:
            sent.status, sent.error = name, code
            self._world.changed(customer)
        if self._world.faults.status_webhooks:
            row = bodies.status(sent, customer, name, now(), code)
            contacts = [] if name == "failed" else [bodies.contact(customer)]
            self._postman.add(Update(sent.wamid, contacts=contacts, statuses=[row]))

    def read_all(self, customer: Customer) -> None:
        """The customer opens the chat: everything from the business is read."""
        for entry in tuple(customer.entries):
            if entry.sent is not None and entry.sent.status == "delivered" and entry.sent.type != "reaction":
                self.move(entry.sent, customer, "read")

    def watch(self, customer: Customer, seconds: float) -> None:
        """The chat is on the customer's screen for so long."""
        customer.watched_until = now() + timedelta(seconds=seconds)

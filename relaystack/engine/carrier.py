"""What a carrier is handed to deliver, and what it answers."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from .events import Incoming
from .payments import PaymentHeard


@dataclass(frozen=True)
class OutgoingItem:
    """One outbox item, with the address of the person it is for.

    `media_id`: the provider's id of the document that it holds, where that was uploaded. `attempt` counts from 1.
    """

    key: str
    payload: Mapping[str, Any]
    phone: str | None = None
    bsuid: str | None = None
    media_id: str | None = None
    attempt: int = 1


@dataclass(frozen=True)
class Delivered:
    """It is done: the provider's id where it has one, an event for the person's conversation, or a record of what
    came of it, which the carrier's service writes down.

    `undo` takes back what was made, where nobody wants that any more.

    `asked` is false where the provider had no part in it. `trouble` is the code and reason where the provider accepts
    nothing from us: the item is done, and the health page names what a person must mend.
    """

    id: str | None = None
    event: Incoming | PaymentHeard | None = None
    record: Mapping[str, Any] | None = None
    asked: bool = True
    trouble: tuple[int, str] | None = None
    undo: Callable[[], None] | None = None


def place_of(key: str) -> str:
    """Where the file of an outbox item lies, but for its ending: always the same place, which tells nothing of it."""
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    return f"{digest[:2]}/{digest}"


class Carrier(Protocol):
    """Takes one kind of item out of the building."""

    async def deliver(self, outgoing: OutgoingItem) -> Delivered:
        """Deliver; raises a DeliveryError that says what to do next."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...

"""What a carrier is handed to deliver, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from .events import Incoming


@dataclass(frozen=True)
class Parcel:
    """One outbox item, with the address of the person it is for."""

    key: str
    payload: Mapping[str, Any]
    phone: str | None = None
    bsuid: str | None = None


@dataclass(frozen=True)
class Delivered:
    """It went out: the provider's id where it has one, or an event for the person's conversation."""

    id: str | None = None
    event: Incoming | None = None


class Carrier(Protocol):
    """Takes one kind of item out of the building."""

    async def deliver(self, parcel: Parcel) -> Delivered:
        """Deliver; raises a DeliveryError that says what to do next."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...

"""Which updates travel in one body?"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from metatwin.bodies import Business, encode, envelope, news
from metatwin.faults import Faults
from metatwin.json_types import Json


@dataclass(frozen=True)
class Update:
    """One message or status on its way. Updates of one lane are posted in order."""

    lane: str
    contacts: list[Json] = field(default_factory=list)
    messages: list[Json] = field(default_factory=list)
    statuses: list[Json] = field(default_factory=list)
    change: Json | None = None  # of another field than `messages`: it travels alone
    acknowledged: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Bundle:
    """The updates of one body, and its bytes, which never change."""

    updates: list[Update]
    raw: bytes
    due: float


def bundle_up(business: Business, faults: Faults, updates: list[Update]) -> Iterator[Bundle]:
    """The bodies of these updates, `faults.batch` in each, with the copies that `faults.repeat` asks for."""
    for update in updates:
        if update.change is not None:
            bundle = Bundle([update], encode(news(business, update.change)), time.monotonic() + faults.delay)
            yield from [bundle] * (1 + faults.repeat)
    updates = [update for update in updates if update.change is None]
    size = max(1, faults.batch)
    for start in range(0, len(updates), size):
        part = updates[start : start + size]
        body = envelope(
            business,
            chain.from_iterable(update.contacts for update in part),
            chain.from_iterable(update.messages for update in part),
            chain.from_iterable(update.statuses for update in part),
        )
        bundle = Bundle(part, encode(body), time.monotonic() + faults.delay)
        yield from [bundle] * (1 + faults.repeat)

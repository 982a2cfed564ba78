"""Calls, as far as they concern us: a person who calls may be written to for a day, answered or not."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from relaystack.engine.updates import Called, Ignored, Update

from .identities import of_message
from .json_shapes import items, moment, text

FIELD = "calls"


def read(value: Mapping[str, Any], now: datetime) -> Iterator[Update]:
    """The calls that people made; those that we made ourselves open nothing."""
    contacts = items(value, "contacts")
    for call in items(value, FIELD):
        who = of_message(call, contacts)
        if who and text(call, "direction") != "BUSINESS_INITIATED":
            yield Called(who, moment(call, now))
        else:
            yield Ignored("field calls: a call of ours, or of nobody")
    if not items(value, FIELD):
        yield Ignored("field calls")

"""A person who calls may be written to for a day, as if they had written."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from relaystack.engine.updates import Called

from .people import People


def apply(connection: Connection, calls: Sequence[Called], now: datetime) -> None:
    """Open the window of those we know; a call makes nobody a contact."""
    if not calls:
        return
    people = People(connection, now)
    people.load([call.who for call in calls])
    for call in calls:
        if person := people.register.known(call.who):
            at = min(call.at, now)
            person.last_inbound_at = max(person.last_inbound_at or at, at)
    people.save()

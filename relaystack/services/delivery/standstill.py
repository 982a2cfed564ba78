"""What stands still, and why? Staff set it going once what stopped it was mended."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from ..carriers import kinds
from ..outbox import carrier_states
from ..storage import audit


@dataclass(frozen=True)
class Stopped:
    """A carrier, or a kind of messages, that takes nothing for now."""

    name: str
    label: str
    since: datetime
    reason: str


def stopped(connection: Connection) -> list[Stopped]:
    """All that stand still."""
    rows = carrier_states.stopped(connection)
    return [Stopped(row.name, _label(row.name), row.stopped_at, row.stopped_reason or "") for row in rows]


def _label(name: str) -> str:
    """As staff know it."""
    kind = kinds.KINDS.get(name)
    return carrier_states.KINDS.get(name) or (kind and (kind.known_as or kind.things)) or name


def go_on(connection: Connection, name: str, by: str, now: datetime) -> bool:
    """Send again; whether it had been stopped."""
    done = carrier_states.resume(connection, name, now)
    if done:
        audit.note(connection, by, "carrier.resume", f"carrier:{name}", {}, {}, now)
    return done

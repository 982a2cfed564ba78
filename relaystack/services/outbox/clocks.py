"""By how much is our clock off the provider's? Said where people look: answers are judged by it."""

import logging
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import Connection, select, update

from relaystack.models import CarrierState

from ..storage.since import Since

log = logging.getLogger(__name__)

WORTH_A_WORD = timedelta(minutes=2)
SAY_EVERY = 600.0  # seconds


class ProviderClock(Protocol):
    """What time it is for who takes the WhatsApp messages."""

    def known(self) -> datetime | None:
        """The time by now, where it was told lately."""

    async def now(self) -> datetime | None:
        """The time, asked for where it is not known."""


class ClockWatch:
    """Compares the two clocks now and then, and says in the log and to health that ours is wrong."""

    def __init__(self) -> None:
        self._said: Since | None = None

    def compare(self, connection: Connection, carrier: str, theirs: datetime, ours: datetime) -> None:
        """Keep how far ours is ahead; nothing where that is not worth a word."""
        ahead = ours - theirs
        seconds = round(ahead.total_seconds()) if abs(ahead) > WORTH_A_WORD else None
        if seconds is not None and (self._said is None or self._said.ticks > SAY_EVERY):
            self._said = Since()
            log.warning("%s", _words(seconds))
        mine = CarrierState.name == carrier, CarrierState.ahead_seconds.is_distinct_from(seconds)
        connection.execute(update(CarrierState).where(*mine).values(ahead_seconds=seconds))


def troubles(connection: Connection) -> list[str]:
    """Whether a clock is wrong, in words for the health page."""
    wrong = select(CarrierState.ahead_seconds).where(CarrierState.ahead_seconds.is_not(None))
    return [_words(seconds) for seconds in connection.scalars(wrong) if seconds is not None]


_UNITS = ((86_400, "days"), (3600, "hours"), (60, "minutes"))


_UNITS = ((86_400, "days"), (3600, "hours"), (60, "minutes"))


def _words(seconds: int) -> str:
    about = next(f"{abs(seconds) / unit:.0f} {name}" for unit, name in _UNITS if abs(seconds) >= 2 * unit)
    side = "ahead of" if seconds > 0 else "behind"
    return (
        f"the clock here is about {about} {side} Meta's: set it (`timedatectl set-ntp true`), on PostgreSQL that of"
        " the database's server"
    )

"""Looking for free times for one person: what they wish for, what is near, or what is next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from relaystack.engine.effects import FindTimes

from ..contacts.identification import Person
from . import bookings, hours, offers, waiting
from .clocks import Clock
from .offers import Agenda
from .telling import Result, Telling


@dataclass(frozen=True)
class Looking:
    """For one person, within the transaction of their turn."""

    connection: Connection
    person: Person
    telling: Telling
    now: datetime

    @property
    def _clock(self) -> Clock:
        return self.telling.clock

    def found(self, asked: FindTimes) -> Result:
        """The times that were asked for, or first by which clock they live."""
        has = bookings.standing(self.connection, self.person.id, self.now)
        if has and not asked.booking:
            return self.telling.standing(has)
        if zones := self._clock.choices(asked.zone, asked.language):
            return {"outcome": "zone", "zones": zones}
        return self.offered(asked.wish or {}, asked.after, asked.language, moves=bool(asked.booking))

    def offered(self, wish: Mapping[str, str], after: str, language: str, *, moves: bool = False) -> Result:
        """What is free as they wish, or else near it; who `moves` pays nothing once more."""
        agenda, zone = self.agenda(language), ZoneInfo(self._clock.said)
        exact = offers.wished(agenda.every(), wish, zone) if wish else []
        since = offers.begins(wish, zone) or _next_day(after, zone)
        found = exact or offers.next_ones(agenda.every(since), zone) or offers.next_ones(agenda.every(), zone)
        if not found:
            return {"outcome": "none", "waits": self._is_waiting}
        return {
            "outcome": "free",
            "times": [self.telling.slot(one, moves=moves) for one in found],
            "exact": bool(exact) or not wish,
            "further": found[-1].at.isoformat(),
            "waits": self._is_waiting,
        }

    def taken(self, agenda: Agenda, time: str, *, moves: bool = False) -> Result:
        """Somebody was faster: what is free near that time."""
        at = agenda.time_of(time)
        here = at.astimezone(ZoneInfo(self._clock.said)) if at else None
        wish = {"day": f"{here:%Y-%m-%d}", "time": f"{here:%H:%M}"} if here else {}
        offered = self.offered(wish, "", self.person.language or "", moves=moves)
        return {**offered, "outcome": "taken"} if "times" in offered else offered

    @property
    def _is_waiting(self) -> bool:
        return waiting.of_contact(self.connection, self.person.id) is not None

    def agenda(self, language: str) -> Agenda:
        """Of those who speak their language."""
        able = hours.speaking(hours.bookable(self.connection), language)
        return offers.agenda(self.connection, self.now, able)


def _next_day(after: str, zone: ZoneInfo) -> datetime | None:
    if not after:
        return None
    day: date = datetime.fromisoformat(after).astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(day, datetime.min.time(), zone)

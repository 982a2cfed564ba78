"""By which clock somebody lives, and by which times are said to them."""

from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from relaystack.engine import country_zones
from relaystack.engine.phone_zones import differ, zone_of

from ..contacts.identification import Person
from . import hours


class Clock:
    """One person's."""

    def __init__(self, connection: Connection, person: Person, country: str, now: datetime) -> None:
        """`country` is that of their number."""
        self._connection, self._person, self._country, self._now = connection, person, country, now

    @property
    def zone(self) -> str:
        """By whose clock the person lives; empty where nobody knows."""
        return clock_of(self._person, self._country, self._now)

    @property
    def said(self) -> str:
        """By which all times are said: the person's, or where nobody knows it that of the first who can be booked."""
        return self.zone or self._ours

    @cached_property
    def _ours(self) -> str:
        consultants = hours.bookable(self._connection)
        return consultants[0].consulting.zone if consultants else "UTC"

    def choices(self, chosen: str, language: str) -> list[dict[str, Any]]:
        """What to ask where their country has several and they have not told; what they have `chosen` is kept."""
        zones = country_zones.of(self._country, self._now, language)
        if any(chosen == zone for zone, _ in zones):
            self._person.zone = chosen
        if len(zones) <= 1 or chosen or self.zone:
            return []
        return [
            {"zone": zone, "city": city, "at": self._now.isoformat(),
             "cities": country_zones.cities(self._country, zone, self._now, language)}
            for zone, city in zones
        ]  # fmt: skip

    def shown(self, at: datetime, theirs: str, who: str) -> dict[str, Any]:
        """A moment as the flow says it: by the person's clock, and by the consultant's where that differs.

        `ours` where it is not theirs: nobody knows by which clock they live.
        """
        office = theirs if differ(self.said, theirs, at) else ""
        return {"at": at.isoformat(), "zone": self.said, "office": office, "who": who, "ours": not self.zone}


def clock_of(person: Person, country: str, now: datetime) -> str:
    """By whose clock they live: as they said, or the only one of their number's country; empty where nobody knows."""
    return person.zone or zone_of(country, now) or country_zones.only(country, now)

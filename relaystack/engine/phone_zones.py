"""By which clock does somebody live? Told by the country of their number, where all of it has the same."""

import functools
from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global


def zone_of(country: str, at: datetime) -> str:
    """The zone of a country (ISO code) by its name; empty where its parts have several clocks, or nobody knows it."""
    zones = [name for name in get_global("territory_zones").get(country, ()) if name in known_zones()]
    if len({at.astimezone(ZoneInfo(name)).utcoffset() for name in zones}) != 1:
        return ""
    return str(zones[0])


@functools.cache
def known_zones() -> frozenset[str]:
    """The names of all zones: read once, for that walks through a folder each time."""
    return frozenset(available_timezones())


def differ(one: str, other: str, at: datetime) -> bool:
    """Whether the clocks of two zones show something else at that moment."""
    return at.astimezone(ZoneInfo(one)).utcoffset() != at.astimezone(ZoneInfo(other)).utcoffset()

"""By which clock does somebody live? Told by the country of their number, where all of it has the same."""

from contextlib import suppress
from datetime import datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from babel.core import get_global


def zone_of(country: str, at: datetime) -> str:
    """The zone of a country (ISO code) by its name; empty where its parts have several clocks, or nobody knows it."""
    return _of_quarter(country, at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0))


@lru_cache(1024)
def _of_quarter(country: str, at: datetime) -> str:
    """Clocks change where a quarter of an hour begins: not every message has to compare thirty of them."""
    zones = _zones(country)
    return zones[0].key if len({at.astimezone(zone).utcoffset() for zone in zones}) == 1 else ""


@cache
def known_zones() -> frozenset[str]:
    """The names of all zones: read once, for that walks through a folder each time."""
    return frozenset(available_timezones())


def differ(one: str, other: str, at: datetime) -> bool:
    """Whether the clocks of two zones show something else at that moment."""
    return at.astimezone(ZoneInfo(one)).utcoffset() != at.astimezone(ZoneInfo(other)).utcoffset()


@cache
def _zones(country: str) -> tuple[ZoneInfo, ...]:
    """Each is one small file to read; which ones there are at all takes a walk through hundreds."""
    found = []
    for name in get_global("territory_zones").get(country, ()):
        with suppress(ZoneInfoNotFoundError):  # a name that this machine's tables do not have
            found.append(ZoneInfo(name))
    return tuple(found)

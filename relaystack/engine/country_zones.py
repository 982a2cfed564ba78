"""Which clocks a country has, and a city for each: what somebody is asked whose number does not tell."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location

from .choices import TITLE

MOST = 9  # rows of a list, beside the one for who lives elsewhere
# The city that stands for a clock, where the tables name a small one before it.
_BIG = ("Europe/Moscow", "Europe/Samara", "Asia/Yakutsk", "America/Sao_Paulo", "America/Manaus", "America/Rio_Branco",
        "Australia/Sydney", "Australia/Adelaide", "Pacific/Port_Moresby")  # fmt: skip
# Clocks by which few live, or which few of those go by who live there: nobody else is asked because of them.
_SMALL = frozenset({
    "America/Adak", "America/Atikokan", "America/Blanc-Sablon", "America/Creston", "America/Danmarkshavn",
    "America/Noronha", "America/Thule", "Antarctica/Macquarie", "Asia/Kamchatka", "Asia/Magadan", "Asia/Urumqi",
    "Australia/Eucla", "Australia/Lord_Howe", "Europe/Simferopol", "Pacific/Chatham", "Pacific/Easter",
})  # fmt: skip


def of(country: str, at: datetime, language: str) -> tuple[tuple[str, str], ...]:
    """Zones of a country (ISO code), one for each clock, with their cities in a language; at most what a list holds."""
    return _of_year(country, at.year, language)


def cities(country: str, zone: str, at: datetime, language: str) -> list[str]:
    """The cities of a country that have the same clock as that zone, in English and in a language."""
    alike = (other for other in _zones().get(country, []) if _hours(other, at.year) == _hours(zone, at.year))
    return list(dict.fromkeys(_city(other, spoken) for other in alike for spoken in ("en", language)))


def only(country: str, at: datetime) -> str:
    """The one clock by which nearly all of a country live; empty where there are several."""
    zones = of(country, at, "en")
    return zones[0][0] if len(zones) == 1 else ""


@cache
def _of_year(country: str, year: int, language: str) -> tuple[tuple[str, str], ...]:
    clocks: dict[tuple[object, ...], str] = {}
    zones = _zones().get(country, [])
    for zone in [*(zone for zone in zones if zone in _BIG), *zones]:
        if zone not in _SMALL:
            clocks.setdefault(_hours(zone, year), zone)
    return tuple((zone, _city(zone, language)) for zone in [*sorted(clocks.values(), key=zones.index)][:MOST])


def _hours(zone: str, year: int) -> tuple[object, ...]:
    """What its clock shows in winter and in summer."""
    return tuple(datetime(year, month, 1, tzinfo=UTC).astimezone(ZoneInfo(zone)).utcoffset() for month in (1, 7))


def _city(zone: str, language: str) -> str:
    return str(get_timezone_location(zone, locale=language or "en", return_city=True))[:TITLE]


@cache
def _zones() -> dict[str, list[str]]:
    """The zones of each country, as the tables of time zones list them."""
    found: dict[str, list[str]] = {}
    for country, zone in _rows():
        found.setdefault(country, []).append(zone)
    return found


def _rows() -> Iterator[tuple[str, str]]:
    table = resources.files("tzdata").joinpath("zoneinfo/zone.tab").read_text(encoding="utf-8")
    for line in table.splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            yield country, zone

"""Cities and parts of countries by their names: which country they lie in, and what another language calls them.

CLDR names the cities that time zones are called by: capitals and large ones, in every language. Smaller ones are not
known here; Careerjet is asked for them as people write them.
"""

import functools
import re
from collections.abc import Iterator

from babel import Locale
from babel.core import UnknownLocaleError, get_global

from .country_names import LANGUAGES, any_of, comparable, declined, names
from .places import PARTS

_NO_PEOPLE = ("Antarctica", "Etc")


@functools.cache
def cities() -> dict[str, tuple[str, str]]:
    """Every comparable name with its country's code and the English name. What is a country's name is no city's."""
    parts = {name: (value[:2], value[3:]) for name, value in PARTS.items()}
    spoken = {form: zone for language in reversed(LANGUAGES) for form, zone in _spoken(language)}
    known = {name: (_zones()[zone], _named("en")[zone]) for name, zone in spoken.items()} | parts
    return {name: place for name, place in known.items() if _telling(name) and name not in names()}


def _telling(name: str) -> bool:
    """Whether a name is long enough to be no other word: Portuguese Amã would be "ama"."""
    return len(name) > (3 if name.isascii() else 1)


@functools.cache
def chinese() -> re.Pattern[str]:
    """Finds cities in Chinese."""
    return any_of(cities())


@functools.cache
def _zones() -> dict[str, str]:
    """The time zones that bear a city's name, with the country; one with two strokes is a county of a state."""
    zones = get_global("zone_territories").items()
    return {str(zone): str(code) for zone, code in zones if zone.count("/") == 1 and not zone.startswith(_NO_PEOPLE)}


@functools.cache
def _named(language: str) -> dict[str, str]:
    """The city of each zone in that language; where CLDR has no name it is written as in English."""
    said = Locale(language).time_zones
    return {zone: str(said.get(zone, {}).get("city") or _in_english(zone, language)) for zone in _zones()}


def _in_english(zone: str, language: str) -> str:
    return zone.partition("/")[2].replace("_", " ") if language == "en" else _named("en")[zone]


def _spoken(language: str) -> Iterator[tuple[str, str]]:
    for zone, city in _named(language).items():
        name = comparable(city)
        if language == "ru":
            yield from ((form, zone) for form in declined(name))
        yield name, zone


@functools.lru_cache(1024)
def in_language(english: str, language: str) -> str:
    """A city by its English name, as that language writes it; other places stay as they are."""
    zone = next((zone for zone, name in _named("en").items() if name == english), "")
    try:
        return _named(language)[zone] if zone else english
    except UnknownLocaleError:
        return english

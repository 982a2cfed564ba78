"""Which country is meant, by name, nationality, alias, flag, code or a city in it, in any language of the bot."""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple, NotRequired, TypedDict

from . import cities
from .asides import asked_for
from .country_names import chinese, codes, comparable, flags_spelled, name_of, names
from .kind import AnswerKind
from .likeness import Known
from .places import ABBREVIATIONS, CONTINENTS, FILLER
from .result import HEARING, Hearing, Misunderstood


class Country(TypedDict):
    """An ISO 3166-1 alpha-2 code and the English name: consultants read it, words say it in the person's language.

    `place` is the city or part of it that was named, in English too.
    """

    code: str
    name: str
    place: NotRequired[str]


LONGEST = 200
LONGEST_NAME = 8  # words
_ONE_TURN = 32  # stretches of words: one turn asks for each of them several times
SURE = 90
POSSIBLE = 80
CLOSE = 6  # a second country this near to the best makes the best a guess ("austalia")
_ARABIC_PREFIXES = ("وال", "بال", "لل", "ال", "ب", "ل")


def understand(words: str, hearing: Hearing = HEARING) -> Country | Misunderstood:
    """The country; a name that is near to several, or not quite near, is asked back ("Did you mean…")."""
    return Misunderstood("unknown") if len(words) > LONGEST else _understood(words, hearing.language)


@lru_cache(_ONE_TURN)
def _understood(words: str, language: str) -> Country | Misunderstood:
    words = flags_spelled(asked_for(words))
    code, place = _code(words) or names().get(comparable(words), ""), ""
    if not code:
        plain = [word for word in comparable(words).split() if word not in FILLER]
        if not any(c.isalpha() for word in plain for c in word):
            return Misunderstood("nothing")
        found = _named(plain)
        if len(found.codes) > 1:
            return Misunderstood("several")
        code, place = _city(plain, found)
        if not code:
            return _near(" ".join(plain), language)
    return _country(code, place)


def _country(code: str, place: str = "") -> Country:
    country: Country = {"code": code, "name": name_of(code, "en")}
    return {**country, "place": place} if place else country


def _code(words: str) -> str:
    """`DE` as a code. Small letters are words: "no", "me", "it"."""
    code = words.strip()
    return code if code in codes() else ""


class _Named(NamedTuple):
    codes: set[str]
    cities: list[str]


def _named(plain: list[str]) -> _Named:
    """Countries and cities within a sentence; of two names in one place the longer counts (Papua New Guinea)."""
    known, whole = names(), " ".join(plain)
    if whole in known:
        return _Named({known[whole]}, [])
    found = list(dict.fromkeys((*cities.chinese().findall(whole), *_names_in(plain, _names_and_cities()))))
    codes = {known[name] for name in (*chinese().findall(whole), *found) if name in known}
    return _Named(codes, [name for name in found if name not in known])


@cache
def _names_and_cities() -> Mapping[str, Any]:
    return names() | cities.cities()


@cache
def _countries_known() -> Known:
    return Known(names(), POSSIBLE)


@cache
def _cities_known() -> Known:
    return Known(cities.cities(), POSSIBLE)


def _city(plain: list[str], found: _Named) -> tuple[str, str]:
    """The country, and the city in it that is named; without a country the city must be all that is said."""
    known, whole = cities.cities(), " ".join(plain)
    if found.codes:
        (code,) = found.codes
        return code, next((known[city][1] for city in found.cities if known[city][0] == code), "")
    alone = _name(plain, known) or next((c for c in found.cities if len(found.cities) == 1 and _is_all(whole, c)), "")
    return known.get(alone, ("", ""))


def _is_all(said: str, city: str) -> bool:
    """Whether only its country's short name stands beside a city ("New York, USA"); Chinese does not part its words."""
    country = names().get(said.replace(city, "", 1).strip())
    return city in cities.chinese().findall(said) or country == cities.cities()[city][0]


def _names_in(plain: list[str], known: Mapping[str, Any]) -> Iterator[str]:
    at = 0
    while at < len(plain):
        sizes = range(min(LONGEST_NAME, len(plain) - at), 0, -1)
        size, name = next(((n, found) for n in sizes if (found := _name(plain[at : at + n], known))), (1, ""))
        if name:
            yield name
        at += size


def _name(words: list[str], known: Mapping[str, Any]) -> str:
    """The words as a name that is known, also behind Arabic's prefixes; short ones are only trusted alone."""
    name = " ".join(words)
    if len(name) <= 3 and name.isascii() and name not in ABBREVIATIONS:
        return ""
    if name in known:
        return name
    bare = next((name.removeprefix(prefix) for prefix in _ARABIC_PREFIXES if name.startswith(prefix)), "")
    return next((form for form in (bare, f"ال{bare}") if len(bare) > 2 and form in known), "")


def _near(plain: str, language: str) -> Country | Misunderstood:
    if not CONTINENTS.isdisjoint(plain.split()):
        return Misunderstood("unknown")
    candidates = _countries_known().near(plain, 8)
    if not candidates or len(plain) <= 3:
        return _nearly_city(plain, language)
    best, score = candidates[0]
    code = names()[best]
    rivals = [name for name, other in candidates if other > score - CLOSE and names()[name] != code]
    if score < SURE or rivals:
        return Misunderstood("unsure", guess=name_of(code, language))
    return _country(code)


def _nearly_city(plain: str, language: str) -> Misunderstood:
    found = _cities_known().near(plain, 1)
    if not found or len(plain) <= 3:
        return Misunderstood("unknown")
    return Misunderstood("unsure", guess=cities.in_language(cities.cities()[found[0][0]][1], language))


KIND = AnswerKind(
    "country",
    understand,
    reasons=("nothing", "unknown", "unsure", "several"),
    examples=("Canada",),
    longest="South Georgia & South Sandwich Islands",
    odd=("?", "nigera", "Spain or France"),
    loose=True,
)

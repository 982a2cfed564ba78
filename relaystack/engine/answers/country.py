"""Which country is meant, by name, alias or code."""

import functools
from typing import TypedDict

from babel import Locale
from rapidfuzz import fuzz, process

from ..text import normalise
from .result import Misunderstood


class Country(TypedDict):
    """An ISO 3166-1 alpha-2 code and the English name."""

    code: str
    name: str


# What people call places, and codes that would otherwise be missed or mistaken.
_ALIASES = {
    "usa": "US", "us": "US", "america": "US", "united states of america": "US", "the states": "US",
    "uk": "GB", "britain": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "uae": "AE", "emirates": "AE", "dubai": "AE", "abu dhabi": "AE", "ksa": "SA", "holland": "NL",
    "the netherlands": "NL", "czech republic": "CZ", "turkey": "TR", "south korea": "KR", "korea": "KR",
    "macedonia": "MK", "ivory coast": "CI", "burma": "MM", "cape verde": "CV", "hong kong": "HK", "macau": "MO",
    "russia": "RU", "congo": "CG", "drc": "CD", "bosnia": "BA", "st kitts": "KN", "st lucia": "LC",
    "deutschland": "DE", "espana": "ES", "españa": "ES", "brasil": "BR", "italia": "IT", "nz": "NZ",
}  # fmt: skip
_FILLER = {"in", "the", "jobs", "job", "work", "to", "for", "please", "i", "want", "am", "looking", "at"}
SURE = 90
POSSIBLE = 80


@functools.cache
def _names() -> dict[str, str]:
    territories = Locale("en").territories
    names = {normalise(name): code for code, name in territories.items() if len(code) == 2 and code.isalpha()}
    for unwanted in ("EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"):
        names = {name: code for name, code in names.items() if code != unwanted}
    return names | {normalise(alias): code for alias, code in _ALIASES.items()}


def understand(words: str) -> Country | Misunderstood:
    """The country; a near miss is asked back ("Did you mean…"), never guessed."""
    plain = " ".join(w for w in normalise(words[:200]).split() if w not in _FILLER)
    if not any(c.isalpha() for c in plain):
        return Misunderstood("nothing")
    names = _names()
    if plain in names:
        return _country(names[plain])
    inside = {code for name, code in names.items() if len(name) > 3 and f" {name} " in f" {plain} "}
    if len(inside) == 1:
        return _country(inside.pop())
    near = process.extractOne(plain, list(names), scorer=fuzz.ratio, score_cutoff=POSSIBLE) if len(plain) > 3 else None
    if not near:
        return Misunderstood("unknown")
    country = _country(names[near[0]])
    return country if near[1] >= SURE else Misunderstood("unsure", guess=country["name"])


def _country(code: str) -> Country:
    return {"code": code, "name": Locale("en").territories[code]}

"""Which country is meant, by name, alias, flag or capital code."""

import functools
import unicodedata
from typing import TypedDict

from babel import Locale
from rapidfuzz import fuzz, process

from ..text import normalise
from .result import HEARING, Hearing, Misunderstood


class Country(TypedDict):
    """An ISO 3166-1 alpha-2 code and the English name."""

    code: str
    name: str


LONGEST = 200
# What people call places, and names that would otherwise be missed or mistaken.
_ALIASES = {
    "usa": "US", "us": "US", "america": "US", "united states of america": "US", "the states": "US",
    "uk": "GB", "britain": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "northern ireland": "GB", "uae": "AE", "emirates": "AE", "dubai": "AE", "abu dhabi": "AE", "ksa": "SA",
    "holland": "NL", "the netherlands": "NL", "czech republic": "CZ", "turkey": "TR", "south korea": "KR",
    "korea": "KR", "macedonia": "MK", "ivory coast": "CI", "burma": "MM", "cape verde": "CV", "swaziland": "SZ",
    "hong kong": "HK", "macau": "MO", "russia": "RU", "congo": "CG", "drc": "CD", "bosnia": "BA",
    "st kitts": "KN", "st lucia": "LC", "deutschland": "DE", "espana": "ES", "brasil": "BR", "italia": "IT",
    "nz": "NZ", "new mexico": "US",
}  # fmt: skip
_FILLER = {"in", "the", "jobs", "job", "work", "to", "for", "please", "i", "want", "am", "looking", "at"}
_NO_COUNTRIES = {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"}
SURE = 90
POSSIBLE = 80
CLOSE = 6  # a second country this near to the best makes the best a guess ("austalia")


def understand(words: str, hearing: Hearing = HEARING) -> Country | Misunderstood:
    """The country; a name that is near to several, or not quite near, is asked back ("Did you mean…")."""
    if len(words) > LONGEST:
        return Misunderstood("unknown")
    code = _code(words)
    if code in _codes():
        return _country(code)
    plain = " ".join(w for w in _comparable(words).split() if w not in _FILLER)
    if not any(c.isalpha() for c in plain):
        return Misunderstood("nothing")
    names = _names()
    if plain in names:
        return _country(names[plain])
    inside = _inside(plain)
    if len(inside) == 1:
        return _country(inside.pop())
    return _near(plain)


def _code(words: str) -> str:
    """`DE` or 🇩🇪 as a code. Small letters are words: "no", "me", "it"."""
    flag = {ord("🇦") + i: chr(ord("A") + i) for i in range(26)}
    return words.strip().translate(flag)


@functools.cache
def _codes() -> frozenset[str]:
    territories = Locale("en").territories
    return frozenset(code for code in map(str, territories) if len(code) == 2 and code.isalpha()) - _NO_COUNTRIES


@functools.cache
def _names() -> dict[str, str]:
    territories = Locale("en").territories
    return {_comparable(territories[code]): code for code in sorted(_codes())} | _ALIASES


def _comparable(words: str) -> str:
    """Without accents: many keyboards have no `ü` for Türkiye."""
    apart = unicodedata.normalize("NFD", normalise(words))
    return "".join(c for c in apart if unicodedata.category(c) != "Mn")


def _inside(plain: str) -> set[str]:
    """Countries named within a sentence; of two names in one place the longer counts (Papua New Guinea)."""
    found = [name for name in _names() if len(name) > 3 and f" {name} " in f" {plain} "]
    return {_names()[name] for name in found if not any(name != other and name in other for other in found)}


def _near(plain: str) -> Country | Misunderstood:
    candidates = process.extract(plain, list(_names()), scorer=fuzz.ratio, limit=5, score_cutoff=POSSIBLE)
    if not candidates or len(plain) <= 3:
        return Misunderstood("unknown")
    best, score, _ = candidates[0]
    country = _country(_names()[best])
    rivals = [name for name, other, _ in candidates if other > score - CLOSE and _names()[name] != country["code"]]
    return country if score >= SURE and not rivals else Misunderstood("unsure", guess=country["name"])


def _country(code: str) -> Country:
    return {"code": code, "name": Locale("en").territories[code]}

"""All names of all countries, comparable: official ones in every language of the bot, aliases, nationalities."""

import functools
import re
from collections.abc import Iterable, Iterator

from babel import Locale

from .folding import fold
from .nationalities import NATIONALITIES
from .places import ALIASES

LANGUAGES = ("en", "ar", "es", "fr", "pt", "ru", "zh", "hi")
_NO_COUNTRIES = {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"}
_APART = re.compile(r"[^\w\u0900-\u0903\u093a-\u094f]+|_")
_FLAG = re.compile("[🇦-🇿]{2}")
_HAN = re.compile("[\u3400-\u9fff]{2,}")
# Russian names decline: в Германии, из Бразилии, в Канаду.
_RUSSIAN = {"ия": ("ии", "ию", "иеи"), "а": ("ы", "у", "е", "ои", "и"), "я": ("и", "ю", "е"), "ь": ("и", "я", "ю", "е")}
_CONSONANT = "бвгджзклмнпрстфхцчшщ"


def comparable(words: str) -> str:
    """Folded, with single spaces for all that is no letter."""
    return _APART.sub(" ", fold(words)).strip()


def name_of(code: str, language: str) -> str:
    """The country's name in that language."""
    territories = _locale(language if language in LANGUAGES else "en").territories
    return str(territories.get(code) or _locale("en").territories[code])


@functools.cache
def _locale(language: str) -> Locale:
    return Locale(language)


@functools.cache
def codes() -> frozenset[str]:
    """The codes of all countries and territories."""
    territories = _locale("en").territories
    return frozenset(code for code in map(str, territories) if len(code) == 2 and code.isalpha()) - _NO_COUNTRIES


def flags_spelled(words: str) -> str:
    """The words with the names of countries for their flags: "nurse 🇨🇦"."""
    return _FLAG.sub(lambda flag: f" {_of_flag(flag[0])} ", words)


@functools.cache
def _of_flag(flag: str) -> str:
    code = "".join(chr(ord(sign) - ord("🇦") + ord("A")) for sign in flag)
    return name_of(code, "en") if code in codes() else ""


@functools.cache
def names() -> dict[str, str]:
    """Every comparable name with its country's code."""
    official = {name: code for language in reversed(LANGUAGES) for name, code in _official(language)}
    cases = {form: code for name, code in _official("ru") for form in declined(name)}
    said = {comparable(name): code for name, code in (NATIONALITIES | ALIASES).items()}
    return cases | {name: code for name, code in official.items() if name} | said


def _official(language: str) -> Iterator[tuple[str, str]]:
    territories = _locale(language).territories
    return ((comparable(territories[code]), code) for code in sorted(codes()) if code in territories)


def declined(name: str) -> Iterator[str]:
    """The other cases of a Russian name."""
    if " " in name or not name:
        return
    for ending, others in _RUSSIAN.items():
        if name.endswith(ending):
            yield from (name.removesuffix(ending) + other for other in others)
            return
    if name[-1] in _CONSONANT:
        yield from (name + other for other in ("а", "е", "у", "ом"))


@functools.cache
def chinese() -> re.Pattern[str]:
    """Finds names in Chinese, which parts no words by spaces; of two in one place the longer counts."""
    return any_of(names())


def any_of(known: Iterable[str]) -> re.Pattern[str]:
    """Finds those of the names that are Chinese."""
    found = sorted((name for name in known if _HAN.fullmatch(name)), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, found)))

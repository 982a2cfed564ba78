"""The country that somebody's words name, and which of them do."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from babel import Locale

from .answers import ANSWERS, Hearing, Misunderstood
from .lexicon import LANGUAGES
from .text import together, tokens

LONGEST_ANSWER = 8  # words


def country_in(words: Sequence[str], hearing: Hearing) -> tuple[Any, set[int]]:
    """The country that the words name, and which of them do."""
    country = find_country(words, hearing)
    named: set[int] = set()
    if not country:
        return None, named
    for where in _windows(len(words)):
        found = None if named.intersection(where) else find_country(words[where.start : where.stop], hearing)
        if found and found["code"] == country["code"]:
            named.update(_widened(where, words, _name(country["code"]).union(tokens(country.get("place", "")))))
    return country, named or set(range(len(words)))


def _widened(where: range, words: Sequence[str], name: frozenset[str]) -> range:
    """With the words beside it that belong to the name too: "korea" is found first, "south korea" was said."""
    start, stop = where.start, where.stop
    while start > 0 and words[start - 1] in name:
        start -= 1
    while stop < len(words) and words[stop] in name:
        stop += 1
    return range(start, stop)


@cache
def _name(code: str) -> frozenset[str]:
    """The words of a country's name, in all languages."""
    names = (Locale(language).territories.get(code, "") for language in LANGUAGES)
    return frozenset(token for name in names for token in tokens(name))


def _windows(length: int) -> Iterator[range]:
    """Stretches of so many words, the shortest first."""
    for size in range(1, length):
        for start in range(length - size + 1):
            yield range(start, start + size)


def find_country(words: Sequence[str], hearing: Hearing) -> Any:
    """The country that words name, as an answer would keep it; None where they name none for sure."""
    country = as_answer(words, hearing)
    return None if isinstance(country, Misunderstood) else country


def likely_country(words: Sequence[str], hearing: Hearing) -> Any:
    """The same, or the country that they nearly name."""
    country = as_answer(words, hearing)
    guess = country.guess if isinstance(country, Misunderstood) else ""
    return find_country([guess] if guess else words, hearing)


def as_answer(words: Sequence[str], hearing: Hearing) -> Any:
    """What the words are as an answer; a long sentence is none."""
    if not words or len(words) > LONGEST_ANSWER:
        return Misunderstood("nothing")
    country = ANSWERS["country"].understand(together(words), hearing)
    return getattr(country, "value", country)  # said back or not

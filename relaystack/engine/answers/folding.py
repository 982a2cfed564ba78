"""How typed words are made comparable before anything is looked for in them: case, width, accents, digits, emoji."""

import unicodedata
from collections.abc import Iterable, Iterator

from ..text import expanded

_NUKTA = "\u093c"  # Hindi keyboards often leave it out: करोड for करोड़
_GONE = {"Cf", "Me"}
_SPACE = {"Cc", "Cs", "Co", "Cn", "So", "Sk", "Zs", "Zl", "Zp"}
_SIGNS = str.maketrans({
    "\u066c": ",", "\u060c": ",", "\u066b": ".", "\u3002": ".", "\u3001": ",", "\u2018": "'", "\u2019": "'",
    "\u02bc": "'", "\u0640": None,
})  # fmt: skip


def fold(words: str) -> str:
    """Lower case without accents, any script's digits as 0-9; emoji, controls and odd spaces become spaces."""
    if words.isascii():
        return words.casefold() if words.isprintable() else "".join(map(_ascii, words)).casefold()
    apart = expanded("NFKD", "".join(_fractions(words)))
    return "".join(map(_plain, apart)).casefold().translate(_SIGNS)


def _ascii(character: str) -> str:
    return character if character.isprintable() else " "


def _fractions(words: str) -> Iterator[str]:
    """`2½` as `2.5`, before its compatibility form makes 21 halves of it; other raised digits belong to no number."""
    before = ""
    for character in words:
        if unicodedata.decomposition(character).startswith("<fraction>"):
            part = f"{unicodedata.numeric(character):.6g}"
            yield part.removeprefix("0") if before.isdecimal() else part
        else:
            yield " ^ " if character.isdigit() and not character.isdecimal() else character
        before = character


def _plain(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    kind = unicodedata.category(character)
    if kind == "Mn":  # Hindi vowel signs tell words apart, accents elsewhere do not
        return character if "\u0900" <= character <= "\u097f" and character != _NUKTA else ""
    return "" if kind in _GONE else " " if kind in _SPACE else character


def table(lines: str) -> dict[str, str]:
    """Lines of `value: word, another word` as word -> value, folded as typed words are."""
    pairs = (line.split(":", 1) for line in lines.strip().splitlines() if line.strip())
    return {fold(word.strip()): value.strip() for value, words in pairs for word in words.split(",") if word.strip()}


def numbers(lines: str) -> dict[str, float]:
    """A table whose values are numbers."""
    return {word: float(value) for word, value in table(lines).items()}


def folded(words: Iterable[str] | str) -> frozenset[str]:
    """A set of words, folded as typed words are."""
    return frozenset(fold(word) for word in (words.split() if isinstance(words, str) else words))

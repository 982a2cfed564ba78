"""Two texts beside each other, with the lines marked that differ, for terminals of 120 columns."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import zip_longest

from .alignment import align

WIDTH = 56  # of each side: two margins, a mark and a gap make 120
INDENT = "    "  # of a line's further rows
_WORDS = re.compile(r"\s*\S+\s?|\s+")


def side_by_side(expected: list[str], actual: list[str]) -> str:
    """A table of both; `≠` stands before lines that differ."""
    head = f"    {_padded('the transcript has')}  the bot says\n    {'─' * WIDTH}  {'─' * WIDTH}"
    return "\n".join((head, *_rows(expected, actual)))


def _rows(expected: list[str], actual: list[str]) -> Iterator[str]:
    for same, left, right in _pairs(expected, actual):
        mark = "  " if same else "≠ "
        for one, other in zip_longest(_wrapped(left), _wrapped(right), fillvalue=""):
            yield f"  {mark}{_padded(one)}  {other}".rstrip()


def _pairs(expected: list[str], actual: list[str]) -> Iterator[tuple[bool, str, str]]:
    for pair in align(expected, actual):
        yield from ((pair.same, *lines) for lines in zip_longest(pair.old, pair.new, fillvalue=""))


def _wrapped(line: str) -> list[str]:
    """The line in rows that fit, broken at spaces where it has some."""
    rows, row = [], ""
    for word in _WORDS.findall(line):
        if _columns(row + word.rstrip()) > WIDTH and row.strip():
            rows.append(row.rstrip())
            row = INDENT
        while _columns(row + word) > WIDTH:
            cut = next(i for i in range(len(word), 0, -1) if i == 1 or _columns(row + word[:i]) <= WIDTH)
            rows.append(row + word[:cut])
            row, word = INDENT, word[cut:]
        row += word
    return [*rows, row.rstrip()]


def _padded(line: str) -> str:
    return line + " " * max(WIDTH - _columns(line), 0)


def _columns(words: str) -> int:
    return sum(map(_width, words))


def _width(character: str) -> int:
    """How many columns a terminal gives to a character."""
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1

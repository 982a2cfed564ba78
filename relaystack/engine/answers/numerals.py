"""How digits, number words and scale words together are one number: `1.500`, "2 and a half million", 五十万."""

import re
from dataclasses import dataclass
from itertools import pairwise

from .money_links import is_link
from .money_token import Token
from .number_words import VAGUE
from .scales import DEPENDENT, DUAL, INDIAN

# Languages that write decimals with a comma: 1,5 million there, and 1.500 is a thousand and a half.
COMMA = {"es", "fr", "pt", "ru", "de", "it", "tr", "id"}
_GROUPS = re.compile(r"[1-9]\d{0,2}(?:([., '])\d{3})(?:\1\d{3})*")
_POINT = re.compile(r"(?:\d{1,3}(?:[, ']\d{3})+|\d+)\.\d{1,2}|0\.\d+")
_COMMA = re.compile(r"(?:\d{1,3}(?:[. ']\d{3})+|\d+),\d{1,2}|0,\d+")
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d{1,2})?")


@dataclass(slots=True)
class Number:
    """A number that was written: its value, where it stands, and what tells that it is an amount."""

    value: float | None  # None: its separators can be read in two ways
    start: int
    end: int
    scale: float = 0.0  # the largest word that multiplies it
    digits: str = ""
    indian: bool = False

    @property
    def counts(self) -> bool:
        """Whether it may be an amount by itself."""
        return bool(self.digits) or (self.value or 0) >= 1000

    @property
    def plain(self) -> bool:
        """Digits without scale or separators: it might as well be a year or a count of children."""
        return bool(self.digits) and not self.scale and self.digits.isdecimal()


def separated(digits: str, language: str, scaled: bool) -> float | None:
    """The value of digits with separators: by their shape, and by the language where the shape leaves it open."""
    if digits.isdecimal():
        return float(digits)
    groups = _GROUPS.fullmatch(digits)
    if groups:
        mark = "," if language in COMMA else "."
        if scaled and groups[1] == mark and digits.count(mark) == 1:  # "1.250 million" in English
            return float(digits.replace(",", "."))
        return float(re.sub(r"[., ']", "", digits))
    if _POINT.fullmatch(digits) or _INDIAN.fullmatch(digits):
        return float(re.sub(r"[, ']", "", digits))
    if _COMMA.fullmatch(digits):
        return float(re.sub(r"[. ']", "", digits).replace(",", "."))
    return None


def read_numbers(tokens: list[Token], language: str) -> list[Number]:
    """All numbers, in their order. Number words alone count from a thousand on ("one of those" is none), but
    for the lower end of a range: "one or two million"."""
    found = _all(tokens, language)
    ends = {id(low) for low, high in pairwise(found) if high.scale and is_link(tokens[low.end : high.start])}
    return [number for number in found if number.counts or id(number) in ends]


def _all(tokens: list[Token], language: str) -> list[Number]:
    found: list[Number] = []
    at = 0
    while at < len(tokens):
        number = _Reader(tokens, at, language).read()
        if number:
            found.append(number)
        at = number.end if number else at + 1
    return found


class _Reader:
    """Reads one number from where it begins: a section below the next scale word, added up scale by scale."""

    def __init__(self, tokens: list[Token], at: int, language: str) -> None:
        self.tokens, self.at, self.start, self.language = tokens, at, at, language
        self.total, self.section, self.shift = 0.0, 0.0, 0.0
        self.pending: float | None = None
        self.last, self.largest = float("inf"), 0.0
        self.literal, self.digits, self.broken, self.indian = False, "", False, False
        self.after_and = ""

    def read(self) -> Number | None:
        """The number that begins here, if one does."""
        end = self.start
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.kind == "within" or (token.text == "-" and self._joins_words()):
                if end == self.start:
                    break
                self.after_and = token.text if token.value else self.after_and
            elif token.kind in _TAKES and _TAKES[token.kind](self, token):
                end, self.after_and = self.at + 1, ""
            else:
                break
            self.at += 1
        if end == self.start:
            return None
        value = None if self.broken else self.total + self.section + (self.pending or 0)
        return Number(value, self.start, end, self.largest, self.digits, self.indian)

    def _joins_words(self) -> bool:
        """Whether the hyphen here is one as in `twenty-five`."""
        after = self.tokens[self.at + 1 : self.at + 2]
        words = ("small", "hundred", "scale", "part")
        return bool(after) and after[0].kind in words and self.tokens[self.at - 1].kind in (*words, "within")

    def _digits(self, token: Token) -> bool:
        after = self.tokens[self.at + 1 : self.at + 2]
        scaled = bool(after) and after[0].kind in ("scale", "hundred", "within", "part")
        smaller = bool(after) and after[0].kind in ("scale", "hundred") and after[0].value < self.last
        if self.pending is not None or self.section or (self.total and not smaller):
            return False
        value = token.value or separated(token.text, self.language, scaled)
        self.pending, self.broken = value or 0.0, self.broken or value is None
        self.literal, self.digits = True, self.digits or token.text
        return True

    def _small(self, token: Token) -> bool:
        value = token.value
        if self.pending is None:
            if self.section and not _adds(self.section, value):
                return False
            self.pending = value
        elif self.literal:
            return False
        elif self.pending == 4 and value == 20:  # quatre-vingts
            self.pending = 80.0
        elif _adds(self.pending, value) or (self.after_and == "و" and self.pending < 10 and 20 <= value < 100):
            self.pending += value
        else:
            return False
        return True

    def _hundred(self, token: Token) -> bool:
        if self.pending is not None and self.pending >= 100:
            self.broken = True  # "300 hundred"
        self.section += (1 if self.pending is None else self.pending) * token.value
        self.pending, self.literal = None, False
        return True

    def _part(self, token: Token) -> bool:
        if self.pending is None and not self.section and self.total:
            if not self.after_and:
                return False
            self.total += token.value * self.last  # "a million and a half"
        else:
            self.pending = (self.pending or 0) + token.value
        return True

    def _shift(self, token: Token) -> bool:
        if self.pending is not None or self.section:
            return False
        self.shift = token.value
        return True

    def _scale(self, token: Token) -> bool:
        bare = self.pending is None and not self.section
        if token.value == 0:  # "mil" outside of Spanish and Portuguese
            self.broken = self.broken or self.literal
            token = Token(token.text, "scale", 1000)
        if bare and (token.text in DEPENDENT | VAGUE if not self.total else token.value < self.last):
            return False
        group = self.section + (self.pending or 0) + (1 if bare and not self.total else 0) + self.shift
        if self.total and token.value >= self.last:
            self.total = (self.total + group) * token.value
        else:
            self.total += group * token.value
        if bare and token.text in DUAL and self._is_counted():
            self.total += token.value
        self.last, self.largest = token.value, max(self.largest, token.value)
        self.indian = self.indian or token.text in INDIAN
        self.section, self.pending, self.shift, self.literal = 0.0, None, 0.0, False
        return True

    def _is_counted(self) -> bool:
        return any(token.kind == "currency" for token in self.tokens[self.at + 1 : self.at + 2])


_TAKES = {
    "digits": _Reader._digits, "small": _Reader._small, "hundred": _Reader._hundred, "part": _Reader._part,
    "shift": _Reader._shift, "scale": _Reader._scale,
}  # fmt: skip


def _adds(number: float, more: float) -> bool:
    """Whether the next word goes on with a number: `twenty` with `five`, `trescientos` with `cincuenta`."""
    if number in (60, 80) and more < 20:
        return True
    place = 1
    while number and number % (place * 10) == 0:
        place *= 10
    return more < place

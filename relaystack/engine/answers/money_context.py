"""What the words around numbers say: which are no amounts, which are two ends of a range, which are below zero."""

import re

from .folding import folded
from .money_links import TO
from .money_token import Token
from .numerals import Number

BETWEEN = folded("between entre между بين 介于 从 from de desde от من बीच के")
MINUS = folded("− minus menos moins минус سالب 负 ऋण negative")
_FILLER = folded(
    "please only max maximum approx approximately about around or so more less plus total in cash ok usd maybe each"
    " por favor máximo aproximadamente más o menos environ maximum máximo mais примерно максимум не больше فقط تقريبا"
    " 左右 लगभग तक budget is my i have presupuesto orçamento бюджет"
)
_KNOWN = _FILLER | TO | BETWEEN | MINUS
_PERCENT = {"%", "\u066a", "\u2030", "percent"}
_SHAPES = {
    "phone": re.compile(
        r"\+\s?\d[\d\s().-]{6,}|(?<!\d)00\d{9,}|(?<!\d)\d{2,4}([-. ])\d{3}\1\d{4}(?!\d)|\(\d{2,4}\)\s?\d{3}"
        r"|(?<![\d.,])(?!\d*000(?!\d))(?:0\d{8,12}|\d{10,15})(?!\d|[.,]\d|\s?[^\W\d_]|\s?[$€£₹¥])"
    ),
    "date": re.compile(
        r"(?<!\d)(?:\d{1,2}([-./])\d{1,2}\1(?:\d{4}|\d{2})|\d{4}([-./])\d{1,2}\2\d{1,2})(?!\d)|\d{1,2}:\d\d"
    ),
    "nothing": re.compile(r"\w@\w|https?://|www\."),
}


def other_shape(plain: str) -> str:
    """The reason why the words hold something that looks like an amount and is none: a phone number, a date."""
    return next((reason for reason, shape in _SHAPES.items() if shape.search(plain)), "")


def is_year(number: Number) -> bool:
    """A bare 2027 is a year: nobody's budget is that small, and many say when."""
    return number.plain and len(number.digits) == 4 and number.digits[:2] in ("19", "20")


def is_stray(number: Number, tokens: list[Token]) -> bool:
    """Whether a number counts something else: `2 kids`, `EB-5`, `3rd`, `10%`, `35 years`, `room 5`."""
    after = tokens[number.end] if number.end < len(tokens) else None
    if after and (after.text in _PERCENT or (number.digits and after.tight and _is_unit(after))):
        return True
    if not number.plain:
        return bool(number.start) and _is_within_a_word(tokens[number.start - 1], tokens[number.start])  # b2b
    small = int(number.digits) < 1000
    return _hangs_on_a_word(number, tokens) or (
        small and any(t.kind == "word" and t.text not in _KNOWN for t in tokens)
    )


def _is_within_a_word(before: Token, first: Token) -> bool:
    return first.tight and before.kind in ("word", "scale") and before.text.isascii() and before.text.isalpha()


def _is_unit(after: Token) -> bool:
    """Letters right behind digits that are neither scale nor currency nor a range's `to`."""
    letters = after.kind in ("word", "within") and after.text[0].isalpha()
    return letters and after.text < "\u0900" and (after.text not in TO or len(after.text) == 1)


def _hangs_on_a_word(number: Number, tokens: list[Token]) -> bool:
    """`b2`, `EB-5`: letters right before the digits, or with a hyphen between."""
    before = tokens[max(number.start - 2, 0) : number.start]
    if not before or not tokens[number.start].tight:
        return False
    if before[-1].kind in ("word", "within") and before[-1].text < "\u0900":
        return before[-1].text not in TO | BETWEEN or len(before[-1].text) == 1
    return len(before) == 2 and before[-1].text == "-" and before[-1].tight and before[0].kind == "word"


def is_negative(number: Number, tokens: list[Token]) -> bool:
    """A minus sign or word before the number or its currency; a dash within a sentence is none."""
    at = number.start - 1
    if at >= 0 and tokens[at].kind == "currency":
        at -= 1
    if at < 0 or (at > 0 and tokens[at - 1].kind in ("digits", "scale", "small", "hundred")):
        return False  # nothing before it, or a number: the sign is a range's dash
    if tokens[at].text in MINUS:
        return True
    attached = tokens[at + 1].tight and not tokens[at].tight
    return tokens[at].text == "-" and (at == 0 or (attached and tokens[at - 1].kind != "currency"))


def is_range(low: Number, high: Number, tokens: list[Token]) -> bool:
    """Whether two numbers are the ends of a range: `200-300k`, `between 2 and 3 crore`, `от 200 до 300 тысяч`."""
    between = [t for t in tokens[low.end : high.start] if t.kind != "currency" and t.text not in BETWEEN]
    if not between:
        return False
    if all(token.text in TO for token in between):
        return True
    paired = any(token.text in BETWEEN for token in tokens)
    return paired and all(token.kind == "within" or token.text in TO for token in between)

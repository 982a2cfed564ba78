"""How words about money fall into numbers, scales, currencies and all else."""

import re
from collections.abc import Iterator
from itertools import pairwise

from .currencies import BEGINNINGS, LONGEST_NAME, NAMES
from .money_fractions import fractions
from .money_token import Kind, Token
from .number_words import AND, HUNDREDS, PARTS, SHIFTS, SMALL, WITHIN
from .scales import CHINESE_SLANG, DEPENDENT, MIL_IS_THOUSAND, SCALES

LEAST_OF_RAND = 5  # characters of a sum behind `R` that no word for thousands follows
_HAN = "\u3400-\u9fff"
_HAN_WORDS = sorted(
    (w for words in (SMALL, HUNDREDS, SCALES, NAMES) for w in words if re.match(f"[{_HAN}]", w)), key=len, reverse=True
)
_TOKEN = re.compile(
    r"(?P<digits>\d{1,3}(?:[ ]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,']\d+)*)"
    rf"|(?P<han>{'|'.join(_HAN_WORDS)}|[{_HAN}])"
    r"|(?P<sign>[a-z]{0,2}\$)"
    rf"|(?P<word>(?:(?![{_HAN}])[^\W\d_]|[\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963])+)"
    r"|(?P<other>[^\s])"
)


def tokenise(plain: str, language: str) -> list[Token]:
    """The tokens of folded words, names of several words joined into one."""
    tokens: list[Token] = []
    end = -1
    for hit in _TOKEN.finditer(plain):
        for text, tight in _split(hit[0], bool(tokens) and tokens[-1].kind == "digits"):
            tokens.append(_token(text, tight or hit.start() == end, language))
        end = hit.end()
    return fractions(list(_named(_in_rand(tokens))))


def _in_rand(tokens: list[Token]) -> list[Token]:
    """`R4 million`, `R 350 000`: South Africa's sign is a letter, so it counts only before a large sum."""
    read = [*tokens]
    for at, (sign, digits) in enumerate(pairwise(tokens)):
        scaled = any(token.kind == "scale" for token in tokens[at + 2 : at + 3])
        if sign.text == "r" and digits.kind == "digits" and (scaled or len(digits.text) >= LEAST_OF_RAND):
            read[at] = Token("zar", "currency", 0, sign.tight)
    return read


def _split(text: str, after_digits: bool) -> Iterator[tuple[str, bool]]:
    """`kusd` behind a number is `k` and `usd`; Arabic writes "and" as a prefix."""
    first = text[0]
    if first == "و" and text not in SCALES and _known(text[1:]):
        yield from ((first, False), (text[1:], True))
    elif after_digits and text not in NAMES and text not in SCALES:
        cut = next((n for n in (1, 2, 3) if text[:n] in DEPENDENT and text[n:] in NAMES), 0)
        yield from ((text[:cut], False), (text[cut:], True)) if cut else ((text, False),)
    else:
        yield text, False


def _known(text: str) -> bool:
    return text in SMALL or text in SCALES or text in PARTS


def _token(text: str, tight: bool, language: str) -> Token:
    if text[0].isdecimal():
        return Token(text, "digits", 0, tight)
    if text == "mil" and language not in MIL_IS_THOUSAND:
        return Token(text, "scale", 0, tight)  # which scale is seen from what stands around it
    if text in CHINESE_SLANG and language == "zh":
        return Token(text, "scale", CHINESE_SLANG[text], tight)
    for kind, values in _KINDS:
        if text in values:
            return Token(text, kind, values[text], tight)
    if text in WITHIN:
        return Token(text, "within", 1 if text in AND else 0, tight)
    if text in NAMES:
        return Token(text, "currency", 0, tight)
    return Token(text, "word" if text.isalpha() or len(text) > 1 else "sign", 0, tight)


_KINDS: tuple[tuple[Kind, dict[str, float]], ...] = (
    ("small", SMALL), ("hundred", HUNDREDS), ("part", PARTS), ("shift", SHIFTS), ("scale", SCALES),
)  # fmt: skip


def _named(tokens: list[Token]) -> Iterator[Token]:
    """Names of currencies that are several words: "canadian dollars"."""
    at = 0
    while at < len(tokens):
        size = _size_of_name(tokens, at) if tokens[at].text in BEGINNINGS else 0
        if size:
            yield Token(" ".join(token.text for token in tokens[at : at + size]), "currency", 0, tokens[at].tight)
        else:
            yield tokens[at]
        at += size or 1


def _size_of_name(tokens: list[Token], at: int) -> int:
    sizes = range(min(LONGEST_NAME, len(tokens) - at), 1, -1)
    return next((n for n in sizes if " ".join(token.text for token in tokens[at : at + n]) in NAMES), 0)

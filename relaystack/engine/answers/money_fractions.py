"""Fractions of what follows them: 1/2 million, 2 1/2 million, three quarters of a million, 四分之三."""

from collections.abc import Sequence

from .money_links import TO
from .money_token import Token
from .number_words import SHARES

_SLASHES = {"/", "\u2044"}
_ARTICLES = {"un", "une", "um", "uma"}
_SHORT = 3  # digits of a whole number before a fraction


def fractions(tokens: list[Token]) -> list[Token]:
    """The tokens, each fraction as one; 1/2 is none where nothing follows that it could be a part of."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        value, size = _fraction(tokens, at)
        if not size:
            found.append(_one(tokens, at))
        elif found and _is_whole(found[-1]):  # 2 1/2
            found[-1] = Token(f"{found[-1].text} {tokens[at].text}", "digits", int(found[-1].text) + value)
        else:
            found.append(Token("/".join(t.text for t in tokens[at : at + size]), "digits", value, tokens[at].tight))
        at += size or 1
    return found


def _fraction(tokens: Sequence[Token], at: int) -> tuple[float, int]:
    """The value of the fraction that begins here, and how many tokens it is; 0 where none does."""
    first, *rest = tokens[at : at + 4]
    if first.kind == "digits" and first.text.startswith("0.") and at and _is_whole(tokens[at - 1]):
        return (float(first.text), 1) if _goes_on(tokens, at + 1) else (0, 0)  # 2 ½ million
    if rest and rest[0].text in SHARES and 0 < (many := _count(first)) * SHARES[rest[0].text] < 1:
        return many * SHARES[rest[0].text], 2
    if len(rest) == 3 and rest[0].text + rest[1].text == "分之" and 0 < _count(rest[2]) < _count(first):
        return _count(rest[2]) / _count(first), 4
    if len(rest) > 1 and rest[0].text in _SLASHES and first.kind == rest[1].kind == "digits":
        part, whole = _count(first), _count(rest[1])
        return (part / whole, 3) if 0 < part < whole <= 10 and _goes_on(tokens, at + 3) else (0, 0)
    return 0, 0


def _one(tokens: Sequence[Token], at: int) -> Token:
    """The article that is a number: "un à deux millions"."""
    token, after = tokens[at], tokens[at + 1 : at + 3]
    is_end = (
        token.text in _ARTICLES and len(after) == 2 and after[0].text in TO and after[1].kind in ("small", "digits")
    )
    return Token(token.text, "small", 1, token.tight) if is_end else token


def _count(token: Token) -> float:
    if token.kind == "digits":
        return int(token.text) if _is_whole(token) else 0
    return token.value if token.kind == "small" else 0


def _is_whole(token: Token) -> bool:
    return token.kind == "digits" and token.text.isdecimal() and len(token.text) <= _SHORT


def _goes_on(tokens: Sequence[Token], at: int) -> bool:
    """Whether a scale follows, perhaps behind "of a"."""
    rest = (tokens[i] for i in range(at, len(tokens)) if tokens[i].kind != "within")
    return next((token.kind in ("scale", "hundred") for token in rest), False)

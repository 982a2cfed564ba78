"""The words around what was found in a text, and which of them were looked for."""

import re
from unicodedata import category, normalize

from .terms import Terms

BEFORE, LENGTH = 60, 240  # letters before the first hit, and in all
Piece = tuple[str, bool]  # words, and whether they were looked for


def excerpt(text: str, terms: Terms) -> list[Piece]:
    """The text on one line, in pieces, from a little before the first hit on; without one, its beginning."""
    text = " ".join(text.split())
    hits = _hits(text, terms)
    start = max(0, hits[0][0] - BEFORE) if hits else 0
    end = start + LENGTH
    pieces: list[Piece] = [("…", False)] if start else []
    for first, last in hits:
        if first >= end:
            break
        pieces += [(text[start:first], False), (text[first:last], True)]
        start = last
    pieces += [(text[start:end], False), ("…" if len(text) > end else "", False)]
    return [piece for piece in pieces if piece[0]]


def _hits(text: str, terms: Terms) -> list[tuple[int, int]]:
    """From where to where, one after the other: words where they begin, runs anywhere."""
    folded, places = _folded(text)
    words = [rf"(?<!\w){re.escape(word)}" for word, _ in map(_folded, terms.words)]
    runs = [re.escape(run) for run, _ in map(_folded, terms.runs)]
    found = re.finditer("|".join(sorted((*words, *runs), key=len, reverse=True)), folded)
    return [(places[hit.start()], places[hit.end() - 1] + 1) for hit in found if hit.end() > hit.start()]


def _folded(text: str) -> tuple[str, list[int]]:
    """Small letters without accents, and where each of them stands in the text."""
    signs = [(sign, at) for at, one in enumerate(text) for sign in _plain(one)]
    return "".join(sign for sign, _ in signs), [at for _, at in signs]


def _plain(sign: str) -> str:
    apart = normalize("NFD", sign)
    plain = "".join(one for one in apart if not "\u0300" <= one <= "\u036f" and not "\u064b" <= one <= "\u0655")
    return plain.casefold() if category(sign) != "Mn" else plain

"""How text that runs from right to left keeps names, numbers and links in their places."""

import re
import unicodedata
from typing import Any

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
FSI, PDI, RLM = "\u2068", "\u2069", "\u200f"
_MARKS = dict.fromkeys(map(ord, (FSI, PDI, RLM)))
_STRONG_RIGHT = {"R", "AL"}
_LEFTWARD = {"L", "EN", "AN"}
_ISOLATE = re.compile(f"{FSI}[^{FSI}{PDI}\n]*{PDI}")
_WITH_ISOLATES = re.compile(f"({_ISOLATE.pattern})")
# Apps take the character after a link into it: a link alone on its line stands bare, elsewhere a space ends it.
_LONE_LINK = re.compile(rf"^{FSI}(https?://[^\s{PDI}]+){PDI}$", re.MULTILINE)
_LINK = re.compile(rf"{FSI}(https?://[^\s{PDI}]+){PDI}")
# An amount with its currency: it runs the other way, and a line that is full must not part the two.
_AMOUNT = re.compile(r"(?<![\w.,])(?:\d[\d,.]*[ \u00a0][A-Z]{3}|[A-Z]{3}[ \u00a0]\d(?:[\d,.]*\d)?)(?!\w)")


def isolated(value: Any) -> Any:
    """A value to put into right-to-left words: kept apart where all of it runs the other way.

    What holds right-to-left letters runs with the words, whatever it begins with: FSI would turn `EB-5 منطقة` round.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return value
    text = str(value)
    if text[:1] == RLM and (amount := isolated(text[1:])) != text[1:]:
        return amount  # CLDR begins amounts with a mark that keeps nothing together
    kinds = {unicodedata.bidirectional(c) for c in text}
    if "\n" in text or FSI in text or kinds & _STRONG_RIGHT or not kinds & _LEFTWARD:
        return text
    return f"{FSI}{text}{PDI}"


def plain(text: str) -> str:
    """The text without marks of direction: what is tapped stands alone, and every mark would count as a character."""
    return text.translate(_MARKS)


def bare(text: str) -> str:
    """The text without an isolate around the whole of it: nothing stands beside it that could disturb it."""
    return text[1:-1] if _ISOLATE.fullmatch(text) else text


def aligned(text: str, language: str) -> str:
    """A message as it is sent: where it runs right to left, every line begins on the right, and links can be tapped."""
    if language not in RIGHT_TO_LEFT:
        return text
    lines = _LONE_LINK.sub(r"\1", text).split("\n")
    return _LINK.sub(rf"{FSI}\1 {PDI}", "\n".join(map(_aligned, lines)))


def _aligned(line: str) -> str:
    """WhatsApp goes by a line's first letter: `A. أوروبا` would begin on the left, and so would isolates alone."""
    line = _amounts_together(line)
    apart = _ISOLATE.sub("", line)
    kinds = [unicodedata.bidirectional(c) for c in apart]
    first = next((kind for kind in kinds if kind == "L" or kind in _STRONG_RIGHT), "")
    led_astray = first == "L" and not _STRONG_RIGHT.isdisjoint(kinds)
    return RLM + line if led_astray or (not first and apart != line) else line


def _amounts_together(line: str) -> str:
    """The line with each amount that stands bare in its words kept apart from them, and whole."""
    if not _AMOUNT.search(line):
        return line
    pieces = _WITH_ISOLATES.split(line)
    return "".join(one if i % 2 else _AMOUNT.sub(_whole, one) for i, one in enumerate(pieces))


def _whole(amount: re.Match[str]) -> str:
    return f"{FSI}{amount[0].replace(' ', chr(0xA0))}{PDI}"

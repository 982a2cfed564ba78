"""How text that runs from right to left keeps names, numbers and links in their places."""

import re
import unicodedata
from typing import Any

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
FSI, PDI, RLM = "\u2068", "\u2069", "\u200f"
_MARKS = dict.fromkeys(map(ord, (FSI, PDI, RLM)))
_STRONG_RIGHT = ("R", "AL")
_LEFTWARD = ("L", "EN", "AN")
_ISOLATE = re.compile(f"{FSI}[^{FSI}{PDI}\n]*{PDI}")
# Apps take the character after a link into it: a link alone on its line stands bare, elsewhere a space ends it.
_LONE_LINK = re.compile(rf"^{FSI}(https?://[^\s{PDI}]+){PDI}$", re.MULTILINE)
_LINK = re.compile(rf"{FSI}(https?://[^\s{PDI}]+){PDI}")


def isolated(value: Any) -> Any:
    """A value to put into right-to-left words: kept apart where it holds anything that runs the other way."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return value
    text = str(value)
    if "\n" in text or FSI in text or not any(unicodedata.bidirectional(c) in _LEFTWARD for c in text):
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
    """WhatsApp goes by a line's first letter: `A. أوروبا` would begin on the left."""
    kinds = [unicodedata.bidirectional(c) for c in _ISOLATE.sub("", line)]
    first = next((kind for kind in kinds if kind == "L" or kind in _STRONG_RIGHT), "")
    return RLM + line if first == "L" and any(kind in _STRONG_RIGHT for kind in kinds) else line

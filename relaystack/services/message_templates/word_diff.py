"""Two texts side by side, for people: `-` what Meta has, `+` what the file has, cut to the words around each change."""

import re
from difflib import SequenceMatcher
from unicodedata import normalize

from relaystack.engine.visible import escaped, is_seen, shown

AROUND = 9  # words, spaces and marks that are shown on each side of a change
_MARKS = "\u0300-\u036f\u064b-\u065f\u0900-\u0dff\u0e30-\u0e4e"  # belong to the letter before them
_TOKENS = re.compile(rf"\{{\{{.*?\}}\}}|\s+|[\w{_MARKS}]+|.")


def changed(theirs: str, ours: str) -> list[str]:
    """The lines that differ, as `- …` and `+ …`; a line that only changed shows what changed in it."""
    old, new = (text.split("\n") if text else [] for text in (theirs, ours))
    told: list[str] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "replace" and j - i == m - k:
            for pair in zip(old[i:j], new[k:m], strict=True):
                told += _pair(*pair)
        elif kind != "equal":
            told += [*(f"- {shown(line)}" for line in old[i:j]), *(f"+ {shown(line)}" for line in new[k:m])]
    return told


def _pair(theirs: str, ours: str) -> tuple[str, str]:
    old, new = _TOKENS.findall(theirs), _TOKENS.findall(ours)
    left, right = "- ", "+ "
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            same = _around(old[i:j], is_first=i == k == 0, is_last=j == len(old) and m == len(new))
            left, right = left + same, right + same
        else:
            gone, come = _told("".join(old[i:j]), "".join(new[k:m]))
            left, right = left + gone, right + come
    return left, right


def _around(tokens: list[str], is_first: bool, is_last: bool) -> str:
    """What is the same on both sides, without what is far from any change."""
    start, end = (0 if is_first else AROUND), (0 if is_last else AROUND)
    if len(tokens) <= start + end + 1:
        return shown("".join(tokens))
    return f"{shown(''.join(tokens[:start]))}…{shown(''.join(tokens[len(tokens) - end :]))}"


def _told(gone: str, come: str) -> tuple[str, str]:
    """What changed; where both look alike, each sign by its number."""
    show = escaped if _seen(gone) == _seen(come) else shown
    return show(gone), show(come)


def _seen(text: str) -> str:
    return "".join(sign for sign in normalize("NFKC", text) if is_seen(sign))

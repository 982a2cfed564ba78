"""Which known names are words nearly? Only those are compared that may be: of one script, and about as long."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

from rapidfuzz import fuzz, process

LONGEST = 64  # characters: no name that anybody knows is longer


class Known:
    """Names that misspelt words are compared with; which of them are worth it is worked out once for each length."""

    def __init__(self, names: Iterable[str], least: int) -> None:
        self._least = least  # of 100: what is less like a name is none
        self._by_script: dict[str, list[str]] = defaultdict(list)
        for name in names:
            self._by_script[_script(name)].append(name)
        self._worth: dict[tuple[str, int], Sequence[str]] = {}

    def near(self, words: str, most: int) -> Sequence[tuple[str, float]]:
        """The names that the words are most like, with how much of 100, the likeliest first."""
        if not words or len(words) > LONGEST:
            return ()
        found = process.extract(
            words, self._worth_comparing(words), scorer=fuzz.ratio, limit=most, score_cutoff=self._least
        )
        return [(name, score) for name, score, _ in found]

    def _worth_comparing(self, words: str) -> Sequence[str]:
        """Names that the words can be so like: neither in other letters, nor much longer or shorter."""
        script, length = _script(words), len(words)
        if script not in self._by_script:
            return ()
        if (script, length) not in self._worth:
            reach = self._least / (200 - self._least)  # `ratio` gives twice what both share, of both together
            names = self._by_script[script]
            fit = tuple(name for name in names if reach <= len(name) / length <= 1 / reach)
            self._worth[script, length] = fit
        return self._worth[script, length]


def _script(words: str) -> str:
    """The script of most letters, by its name in Unicode; empty without a letter."""
    scripts = Counter(_of(c) for c in words if c.isalpha())
    return scripts.most_common(1)[0][0] if scripts else ""


@cache
def _of(letter: str) -> str:
    return unicodedata.name(letter, "?").split()[0]

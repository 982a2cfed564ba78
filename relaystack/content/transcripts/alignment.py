"""Which expected lines stand for which lines of an answer."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

_INVISIBLE = re.compile("[\u2066-\u2069\u200e\u200f]")  # they keep right-to-left text in order
_SPACES = re.compile("[\u00a0\u202f\u2009]")


@dataclass(frozen=True)
class Pair:
    """Lines that stand beside each other: `same` where one stands for the other, else one instead of the other."""

    old: tuple[str, ...]
    new: tuple[str, ...]
    same: bool = False


Way = tuple[int, tuple[Pair, ...]]  # how well the lines agree, and the pairs
SAME, INSTEAD, ALONE = 20, -1, -2  # what a pair is worth


def align(old: list[str], new: list[str]) -> tuple[Pair, ...]:
    """The pairs in which most of the old lines stand for something; `…` stands for anything, over several lines too."""

    @cache
    def best(i: int, j: int) -> Way:
        if i == len(old) and j == len(new):
            return 0, ()
        return max((_then(*step, best) for step in _steps(old, new, i, j)), key=lambda way: way[0])

    return best(0, 0)[1]


Step = tuple[int, Pair, int, int]  # what a pair is worth, the pair, and the lines that come after it


def _steps(old: list[str], new: list[str], i: int, j: int) -> Iterator[Step]:
    if i < len(old) and j < len(new):
        for end in range(j + 1, len(new) + 1 if "…" in old[i] else j + 2):
            if fits(old[i], new[j:end]):
                yield SAME, Pair((old[i],), tuple(new[j:end]), same=True), i + 1, end
        if old[i][:1] == new[j][:1]:  # words instead of words, an effect instead of an effect
            yield INSTEAD, Pair((old[i],), (new[j],)), i + 1, j + 1
    if i < len(old):
        yield ALONE, Pair((old[i],), ()), i + 1, j
    if j < len(new):
        yield ALONE, Pair((), (new[j],)), i, j + 1


def _then(worth: int, pair: Pair, i: int, j: int, best: Callable[[int, int], Way]) -> Way:
    rest, pairs = best(i, j)
    return rest + worth, (pair, *pairs)


def fits(old: str, new: list[str]) -> bool:
    """Whether a line stands for these lines."""
    return old[:1] == new[0][:1] and stands_for(
        plain(old[1:]).strip(), "\n".join(plain(line[1:]).strip() for line in new)
    )


def stands_for(pattern: str, words: str) -> bool:
    """Whether the words are what the pattern says."""
    parts = ".*".join(re.escape(part) for part in pattern.split("…"))
    return bool(re.fullmatch(parts, words, re.DOTALL))


def plain(line: str) -> str:
    """A line as it is compared: without marks that nobody sees, with one kind of space."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", line))

"""Single words and what is written together, looked up in a message: as they stand, as a stem, or one slip away."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from rapidfuzz.distance import OSA

from .reading import COUNTRY, NUMBER, fold, forms

ENDING = 7  # letters that may follow a stem
SHORTEST_STEM = 2
SHORTEST_SLIP, LONGEST_SLIP = 5, 24  # letters: shorter words are one slip away from too many others, longer are none
SHORTEST_TURN = 4  # letters of a word in which two may have changed places: "mcuh"
MOST_SLIPS = 8  # unknown words of a message that are looked up so
REMEMBERED = 2048  # words
STEM = "*"


@dataclass(frozen=True, eq=False)
class Term:
    """Words that stand beside each other; a `stem` may have another ending. There is one object for each (`of`)."""

    tokens: tuple[str, ...]
    stem: bool = False

    @classmethod
    def of(cls, written: str) -> "Term":
        """The term written as in the content folder: `greek*`, `golden visa`."""
        return _term(written)


@cache
def _term(written: str) -> Term:
    """Read once in a process: phrases share most of their words."""
    if written in (COUNTRY, NUMBER):
        return _one((written,), False)
    return _one(fold(written.removesuffix(STEM)), written.endswith(STEM))


@cache
def _one(tokens: tuple[str, ...], stem: bool) -> Term:
    return Term(tokens, stem)


@dataclass(slots=True)
class Place:
    """Where a term stands in a message: from `start` up to before `stop`; `slip` where it is misspelt."""

    term: Term
    start: int
    stop: int
    slip: bool = False


class Terms:
    """All terms of a table, found in a message in one pass."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._exact: dict[str, list[Term]] = {}
        self._stems: dict[str, list[Term]] = {}
        for term in dict.fromkeys(terms):
            index = self._stems if term.stem and len(term.tokens) == 1 else self._exact
            index.setdefault(term.tokens[0], []).append(term)
        self._longest_stem = max(map(len, self._stems), default=0)
        self._of = lru_cache(REMEMBERED)(self._look_up)  # the same words come again and again

    def find(
        self, said: Sequence[str], *, slips: bool = True, known: Callable[[str], bool] | None = None
    ) -> list[Place]:
        """Where the table's terms stand in the words; a word that is `known` elsewhere is no slip."""
        found: list[Place] = []
        left = MOST_SLIPS if slips else 0
        for start, token in enumerate(said):
            alone, several = self._of(token)
            for term in alone:
                found.append(Place(term, start, start + 1))
            for term in several:
                if place := _at(term, said, start):
                    found.append(place)
            if not (alone or several) and left and _may_be_slip(token) and not (known and known(token)):
                left -= 1
                found += [Place(term, start, start + 1, slip=True) for term in self._near(token)]
        return found

    def knows(self, token: str) -> bool:
        """Whether some term begins with the word."""
        return any(self._of(token))

    def _look_up(self, token: str) -> tuple[Sequence[Term], Sequence[Term]]:
        """The terms that are the word, and those of several words that begin with it."""
        found: list[Term] = []
        for form in forms(token):
            found += self._exact.get(form, ())
            for length in range(SHORTEST_STEM, min(len(form), self._longest_stem) + 1):
                if len(form) - length <= ENDING:
                    found += self._stems.get(form[:length], ())
        alone = tuple(term for term in found if len(term.tokens) == 1)
        return alone, tuple(term for term in found if len(term.tokens) > 1)

    def _near(self, token: str) -> list[Term]:
        """The terms of one word that are one slip away: a letter more, less, another, or two changed about."""
        words = {word for cut in (token, *_cuts(token)) for word in self._by_cut.get(cut, ())}
        return [
            term
            for word in sorted(words)
            if OSA.distance(word, token, score_cutoff=1) <= 1 and _is_long_enough(word, token)
            for term in (*self._exact.get(word, ()), *(self._stems.get(word, ()) if len(word) > SHORTEST_SLIP else ()))
            if len(term.tokens) == 1
        ]

    @cached_property
    def _by_cut(self) -> Mapping[str, Sequence[str]]:
        """Every word, and it without each of its letters -> the word."""
        found: dict[str, list[str]] = {}
        for word in {**self._exact, **self._stems}:
            if len(word) >= SHORTEST_TURN and word.isalpha():
                for cut in {word, *_cuts(word)}:
                    found.setdefault(cut, []).append(word)
        return found


def _may_be_slip(token: str) -> bool:
    return SHORTEST_TURN <= len(token) <= LONGEST_SLIP and token.isalpha()


def _is_long_enough(word: str, token: str) -> bool:
    """Whether a word may stand for a misspelt one: of four letters only where the letters are the same."""
    return min(len(word), len(token)) >= SHORTEST_SLIP or sorted(word) == sorted(token)


def _at(term: Term, said: Sequence[str], start: int) -> Place | None:
    """The place of a term of several words whose first stands at `start`; None where the rest of it does not follow."""
    stop = start + len(term.tokens)
    if stop > len(said):
        return None
    *rest, last = term.tokens[1:]
    if any(said[start + 1 + i] != word for i, word in enumerate(rest)):
        return None
    end = said[stop - 1]
    if end != last and not (term.stem and end.startswith(last)):
        return None
    return Place(term, start, stop)


def _cuts(word: str) -> Iterable[str]:
    return (word[:i] + word[i + 1 :] for i in range(len(word)))

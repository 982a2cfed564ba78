"""Phrases of the content folder, and where they stand in a message: their words near each other, gaps between."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .terms import Place, Term, Terms

NOTHING = "nothing"  # what phrases are about that only look like something
WEAK = "~"  # after a phrase that is no evidence by itself
IN_ORDER = ">"  # before a phrase whose words stand in this order, with nothing between
FREE = frozenset({"ar", "ru", "hi"})  # languages whose words may change places
GAP, SLIP, TURNED, FOREIGN = 0.9, 0.85, 0.75, 0.85  # what a word between, a slip, an order and another language take
MORE = 0.35  # for each word more: who says more of a phrase means it
SEVERAL = 0.92  # what a foreign phrase of several words takes: nobody says "kitne din" by chance
HALF = 0.5
TAUGHT = 0.5  # what staff taught in several words is more exact than what the folder has for everybody


@dataclass(frozen=True)
class Phrase:
    """Words that speak of something: `parts` each with the terms that may stand there."""

    about: str
    language: str
    parts: tuple[tuple[Term, ...], ...]
    weak: bool = False
    fixed: bool = False
    taught: bool = False

    @classmethod
    def of(cls, about: str, language: str, written: str, *, fixed: bool = False, taught: bool = False) -> "Phrase":
        """The phrase as it is written in the content folder: `how much|many`, `>what if`, `budget~`."""
        words = written.removesuffix(WEAK).removeprefix(IN_ORDER)
        parts = tuple(tuple(Term.of(one) for one in part.split("|")) for part in words.split())
        return cls(about, language, parts, written.endswith(WEAK), fixed or written.startswith(IN_ORDER), taught)

    @property
    def worth(self) -> float:
        """How much it says when it stands as written."""
        more = len(self.parts) - 1
        return (HALF if self.weak else 1.0) * (1 + MORE * more) + (TAUGHT if self.taught and more else 0)


@dataclass(frozen=True)
class Hit:
    """A phrase that stands in a message: on these words, with so much worth."""

    phrase: Phrase
    at: frozenset[int]
    score: float


class PhraseTable:
    """All phrases, looked up together."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self.phrases = tuple(phrase for phrase in phrases if phrase.parts and all(phrase.parts))
        self._terms = Terms(term for phrase in self.phrases for part in phrase.parts for term in part)
        uses = Counter(term for phrase in self.phrases for part in phrase.parts for term in part)
        self._anchored: dict[Term, list[tuple[Phrase, Sequence[frozenset[Term]]]]] = {}
        for phrase in self.phrases:
            rarest, *others = sorted(phrase.parts, key=lambda part: sum(uses[term] for term in part))
            entry = phrase, tuple(map(frozenset, others))
            for term in dict.fromkeys(rarest):
                self._anchored.setdefault(term, []).append(entry)

    def knows(self, token: str) -> bool:
        """Whether a word stands in some phrase."""
        return self._terms.knows(token)

    def hits(self, said: Sequence[str], language: str, *, slips: bool = True) -> list[Hit]:
        """The phrases that stand in the words, the worthiest first. Looked for by the rarest word of each."""
        places: dict[Term, list[Place]] = {}
        for place in self._terms.find(said, slips=slips):
            places.setdefault(place.term, []).append(place)
        standing: dict[int, Phrase] = {}
        present = frozenset(places)
        for term in places:
            for phrase, others in self._anchored.get(term, ()):
                for part in others:
                    if part.isdisjoint(present):
                        break
                else:
                    standing[id(phrase)] = phrase
        hits = (_hit(phrase, _places(phrase, places), language) for phrase in standing.values())
        return sorted((hit for hit in hits if hit), key=_rank)


def _places(phrase: Phrase, places: Mapping[Term, Sequence[Place]]) -> list[list[Place]]:
    """Where each part of a phrase stands."""
    return [[place for term in part if term in places for place in places[term]] for part in phrase.parts]


def _rank(hit: Hit) -> tuple[float, bool, list[int], str]:
    """The worthiest first; what means nothing before what means as much."""
    return -hit.score, hit.phrase.about != NOTHING, sorted(hit.at), hit.phrase.about


def _hit(phrase: Phrase, parts: Sequence[Sequence[Place]], language: str) -> Hit | None:
    """The phrase on its tightest places; None where they lie too far apart, or on one another."""
    if len(parts) == 1:
        place = min(parts[0], key=lambda place: place.slip)
        return Hit(phrase, frozenset(range(place.start, place.stop)), _score(phrase, [place], 0, language))
    best: Hit | None = None
    for first in parts[0][:4]:
        chosen = [first]
        for part in range(1, len(phrase.parts)):
            free = [p for p in parts[part] if all(p.stop <= c.start or p.start >= c.stop for c in chosen)]
            if not free:
                break
            behind = chosen[-1].stop
            chosen.append(min(free, key=lambda p: (p.slip, abs(p.start - behind) + (p.start < behind) * 2)))
        else:
            ordered = sorted(chosen, key=lambda place: place.start)
            gaps = sum(after.start - before.stop for before, after in pairwise(ordered))
            turned = ordered != chosen
            if gaps > len(chosen) + 2 or (phrase.fixed and (gaps or turned)):
                continue
            if turned and any(_is_a_letter(place.term) for place in chosen):
                continue  # the "I" of another sentence
            score = _score(phrase, chosen, gaps, language)
            score *= TURNED if turned and phrase.language not in FREE else 1
            if best is None or score > best.score:
                at = frozenset(i for place in chosen for i in range(place.start, place.stop))
                best = Hit(phrase, at, score)
    return best


def _is_a_letter(term: Term) -> bool:
    return len(term.tokens[0]) == 1 and term.tokens[0].isascii() and term.tokens[0].isalpha()


def _score(phrase: Phrase, places: Sequence[Place], gaps: int, language: str) -> float:
    score = phrase.worth * GAP**gaps
    score *= SLIP ** sum(place.slip for place in places)
    if phrase.language == language:
        return score
    return score * (SEVERAL if len(phrase.parts) > 1 else FOREIGN)


def strongest(hits: Sequence[Hit]) -> list[Hit]:
    """The hits without those whose words are all part of a worthier one, or some of them of one that means nothing."""
    kept: list[Hit] = []
    for hit in hits:
        if not any(_covers(other, hit) for other in kept):
            kept.append(hit)
    return kept


def _covers(other: Hit, hit: Hit) -> bool:
    if other.phrase.about == hit.phrase.about:
        return False
    means_nothing = other.phrase.about == NOTHING and other.score > hit.score
    return hit.at <= other.at or (means_nothing and not hit.at.isdisjoint(other.at))

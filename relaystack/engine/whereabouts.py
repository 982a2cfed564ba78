"""What is looked for, and where: the country, the place in it and the work, out of what somebody says."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .answers import Hearing, Misunderstood
from .answers.places import CONTINENTS
from .countries_said import as_answer, country_in, find_country, likely_country
from .lexicon import Hit
from .text import spelled, together

LONGEST_KEYWORD = 60
FEW = 3  # words that nobody knows: more of them are a story, and no kind of work or place
FEW_SIGNS = 8  # the same in Chinese
MOST_PARTS = 6  # stretches of such words between others: with more it is a story
# What stands before a place, and in Hindi after it; as it is written: French à is no English a.
_BEFORE = frozenset({"in", "near", "around", "en", "à", "dans", "em", "na", "в", "во", "في", "在"})
_BEFORE_IN = {"pt": _BEFORE | {"no"}}  # Portuguese no is no English one: "no experience"
_AFTER = frozenset({"में"})
_ORIGIN = frozenset({"from", "из", "من", "自"})  # "nurse from India": where somebody comes from, not where they go


@dataclass(frozen=True)
class Sought:
    """What the words look for. `known` is the part of the keyword that is known to be work; `every` says that no
    other word is left over, `few` that it can be taken for work all the same."""

    country: Any
    place: str
    keyword: str
    known: str
    every: bool
    few: bool


def sought(words: str, hit: Hit, rest: Sequence[int], hearing: Hearing) -> Sought:
    """What the words look for; `rest` are the positions that neither an intent nor a filler accounts for."""
    said = _Said(words, hit, rest, hearing)
    stretches = said.stretches()
    places = () if said.is_story else stretches
    place = next((stretch for stretch in places if said.is_place(stretch, hearing)), None)
    work = [stretch for stretch in stretches if stretch != place]
    kept = {*hit.kept, *(i for stretch in work for i in stretch)}
    city = said.country.get("place", "") if said.country else ""
    return Sought(
        said.country,
        said.text(place).title() if place else city,
        said.text(kept),
        said.text(hit.kept),
        every=not work,
        few=len(work) <= 1 and all(said.may_be_work(stretch, hearing) for stretch in work),
    )


class _Said:
    """Words, of which some name a country and some are `others` that nobody knows."""

    def __init__(self, words: str, hit: Hit, rest: Sequence[int], hearing: Hearing) -> None:
        pairs = spelled(words)
        self._bare = [bare for bare, _ in pairs]
        self._written = [written for _, written in pairs]
        self._hit = hit
        self._before = _BEFORE_IN.get(hearing.language, _BEFORE)
        self._others = set(rest)
        self.country: Any = None
        self._named: set[int] = set()
        self.is_story = len(self.stretches()) > MOST_PARTS
        if not self.is_story:
            self._others -= self._origin(hearing)
            self.country, self._named = self._country(sorted(self._others), hearing)
            self._others -= self._named

    def _origin(self, hearing: Hearing) -> set[int]:
        """Where a country stands as the one that somebody comes from."""
        behind = (stretch for stretch in self.stretches() if self._follows_origin(stretch.start))
        named = ((stretch, country_in([self._bare[i] for i in stretch], hearing)[1]) for stretch in behind)
        return {stretch[n] for stretch, positions in named for n in positions}

    def _follows_origin(self, start: int) -> bool:
        """Whether "from" stands before, or "from the"."""
        before = [word for word in self._bare[max(start - 2, 0) : start] if word != "the"]
        return bool(before) and before[-1] in _ORIGIN

    def _country(self, rest: Sequence[int], hearing: Hearing) -> tuple[Any, set[int]]:
        """The country, and where it is named; among unknown words a city counts where it stands as a place."""
        if as_answer([self._bare[i] for i in rest], hearing) == Misunderstood("several"):
            return None, set()
        for positions in (rest, *(stretch for stretch in self.stretches() if self._stands_as_place(stretch))):
            country, named = country_in([self._bare[i] for i in positions], hearing)
            if country:
                return country, {positions[n] for n in named}
        return None, set()

    def stretches(self) -> Sequence[range]:
        """The unknown words, together what stands together."""
        return list(self._stretches())

    def _stretches(self) -> Iterator[range]:
        start = 0
        for i in range(len(self._bare) + 1):
            if i not in self._others:
                if start < i:
                    yield range(start, i)
                start = i + 1

    def is_place(self, stretch: range, hearing: Hearing) -> bool:
        """Whether unknown words are a place: "in Munich, Germany", "nurse in Munich"; not "in banking in Germany"."""
        if not (self._stands_as_place(stretch) and self.is_short(stretch)):
            return False
        country_elsewhere = any(self._stands_as_place(range(i, i + 1)) for i in self._named)
        alone = len(stretch) == len(self._bare) - 1
        fits = stretch.stop in self._named or alone or (bool(self._hit.kept) and not country_elsewhere)
        return fits and _may_be_place([self._bare[i] for i in stretch], hearing)

    def _stands_as_place(self, stretch: range) -> bool:
        before = self._written[stretch.start - 1] if stretch.start else ""
        after = self._written[stretch.stop] if stretch.stop < len(self._written) else ""
        return before in self._before or after in _AFTER

    def is_short(self, stretch: range) -> bool:
        """Whether so many words may be one kind of work, or one place."""
        return len(self.text(stretch).split()) <= FEW and len(stretch) <= FEW_SIGNS

    def may_be_work(self, stretch: range, hearing: Hearing) -> bool:
        """Whether unknown words may be a kind of work: not a story, a number, a country or a city."""
        words = [self._bare[i] for i in stretch]
        return self.is_short(stretch) and not any(map(str.isdecimal, words)) and not find_country(words, hearing)

    def text(self, positions: Iterable[int]) -> str:
        """The words at these positions, with their accents."""
        return together(self._written[i] for i in sorted(positions))[:LONGEST_KEYWORD]


def _may_be_place(words: Sequence[str], hearing: Hearing) -> bool:
    """Whether they are no country, nor nearly one ("nurse in Germny"), nor larger. There is a London in Canada too."""
    country = likely_country(words, hearing)
    unknown = country.get("place") if country else as_answer(words, hearing) == Misunderstood("unknown")
    return bool(unknown) and CONTINENTS.isdisjoint(words)

"""What a question sets as a condition: how many people, and what is asked of programmes as a whole."""

from collections.abc import Container, Mapping, Sequence, Set
from dataclasses import dataclass, field

from .phrases import Hit, PhraseTable
from .reading import NUMBER, forms

ALL, MORE, ADULTS = "all", "more", "adults"  # what a phrase counts: everybody, who comes with them, the grown-ups
PAIR = "pair"  # and what needs no number: "me and my wife"
AGE = "age"  # what tells how old somebody is
YOUNGEST, OLDEST = 13, 110  # of somebody whose age is told: a smaller number counts people, or years
MOST_PEOPLE = 12  # of a family; a larger number is something else


@dataclass(frozen=True)
class Conditions:
    """`people` that it is for (0 where nobody says), `asks` what is asked of a list (`cheapest`, `which` ...)."""

    people: int = 0
    asks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Counted:
    """How many people it is for, the one who writes included (0 where nobody says), and the words that say so."""

    people: int = 0
    at: frozenset[int] = frozenset()


@dataclass(frozen=True)
class PeopleWords:
    """Phrases with `#` where the number of people stands; relatives that are named count by themselves.

    `pairs` are words that say two more people without a number, as Arabic's dual does.
    """

    table: PhraseTable
    numbers: Mapping[str, str]
    relatives: Mapping[str, int]
    pairs: frozenset[str] = frozenset()
    children: frozenset[str] = frozenset()  # words for children, with or without a number before them
    ages: PhraseTable = field(default_factory=lambda: PhraseTable(()))  # phrases with `#` where somebody's age stands

    def count(self, said: Sequence[str], language: str, named: Container[int] = ()) -> Counted:
        """Who it is for; a number in what is `named` counts nobody ("EB-5")."""
        numbers = {i: n for i, token in enumerate(said) if i not in named and (n := self._number(token))}
        pairs = {i for i, token in enumerate(said) if token in self.pairs}
        if not (numbers or pairs):
            return self._pair(said, language)
        marked = [NUMBER if i in numbers else token for i, token in enumerate(said)]
        hits = self.table.hits(marked, language)
        adults = next((hit for hit in hits if hit.phrase.about == ADULTS), None)
        for hit in hits:
            if hit.phrase.about == ALL and not adults:
                return Counted(_of(hit, numbers), hit.at)
        return self._with_children(
            said, numbers, adults, pairs, [hit for hit in hits if hit.phrase.about == MORE], language
        )

    def age(self, said: Sequence[str], language: str) -> int:
        """How old somebody says that they, or whom they speak of, are; 0 where nobody says."""
        years = {i: int(t) for i, t in enumerate(said) if t.isdecimal() and len(t) < 4 and YOUNGEST <= int(t) <= OLDEST}
        marked = [NUMBER if i in years else token for i, token in enumerate(said)]
        hit = next(iter(self.ages.hits(marked, language, slips=False)), None) if years else None
        return _of(hit, years) if hit else 0

    def _pair(self, said: Sequence[str], language: str) -> Counted:
        """ "Me and my wife" are two without a number; with a child of whom no number is told, three at least."""
        hit = next((hit for hit in self.table.hits(said, language, slips=False) if hit.phrase.about == PAIR), None)
        if not hit:
            return Counted()
        children = {i for i, token in enumerate(said) if i not in hit.at and token in self.children}
        return Counted(3 if children else 2, hit.at | children)

    def _with_children(
        self,
        said: Sequence[str],
        numbers: Mapping[int, int],
        adults: Hit | None,
        pairs: Set[int],
        hits: Sequence[Hit],
        language: str,
    ) -> Counted:
        """ "Me, my wife and two kids" are four, as are "two adults, two kids"."""
        taken = pairs | adults.at if adults else set(pairs)
        count = 2 * len(pairs)
        for hit in hits:
            if not (hit.at & taken or _tells_ages(hit, numbers)):
                taken |= hit.at
                count += _of(hit, numbers)
        if adults:
            return Counted(count + _of(adults, numbers), frozenset(taken))
        others = {i for i, token in enumerate(said) if i not in taken and token in self.relatives}
        if not count:
            return self._pair(said, language)  # the number counts something else: "price 4 me n my wife"
        people = 1 + count + sum(self.relatives[said[i]] for i in others)
        return Counted(people, frozenset(taken | others))

    def _number(self, token: str) -> int:
        digits = token if token.isdecimal() else next(filter(None, map(self.numbers.get, forms(token))), "")
        number = int(digits) if digits.isdecimal() and len(digits) < 3 else 0
        if number == 1 and not token.isdecimal():
            return 0  # an article in many languages
        return number if 0 < number <= MOST_PEOPLE else 0


def _tells_ages(hit: Hit, numbers: Mapping[int, int]) -> bool:
    """Whether the number stands behind the children, and another behind it: "my kids are 5 and 7"."""
    at = next(i for i in sorted(hit.at) if i in numbers)
    return min(hit.at) < at and bool({at + 1, at + 2} & numbers.keys())


def _of(hit: Hit, numbers: Mapping[int, int]) -> int:
    return next(numbers[i] for i in sorted(hit.at) if i in numbers)


def asked(hits: Sequence[Hit]) -> tuple[str, ...]:
    """What is asked of a list, the clearest first."""
    return tuple(dict.fromkeys(hit.phrase.about for hit in hits))

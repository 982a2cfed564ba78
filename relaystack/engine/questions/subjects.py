"""What a message names: countries, categories and programmes, and which part each country has in it."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from .phrases import PhraseTable
from .reading import COUNTRY
from .terms import Place, Term, Terms

SURE_SLIP = 7  # letters of a name that may be misspelt, where it is none of ours
ORIGIN, DESTINATION = "origin", "destination"  # what else a country can be than what is asked about
CATEGORY = "_"  # before the name of a category


@dataclass(frozen=True)
class Named:
    """A country (`GR`) or a category (`_europe`) where it stands in the words."""

    code: str
    at: frozenset[int]
    people: bool = False  # it is what people of that country are called
    role: str = ""  # how it is spoken of, where it is not what is asked about: `origin`, `destination`


@dataclass(frozen=True)
class NameTable:
    """The names that people use, as written in the content folder: `of` by country or category, `hints` by programme.

    `others` are the countries of the world; a name of `of` comes before theirs.
    """

    of: Mapping[str, Sequence[Term]] = field(default_factory=dict)
    hints: Mapping[str, Sequence[Term]] = field(default_factory=dict)
    grants: Mapping[str, Sequence[Term]] = field(default_factory=dict)  # what is given -> words for it: "passport"
    others: Mapping[str, Sequence[Term]] = field(default_factory=dict)
    tells_apart: frozenset[str] = frozenset()  # programmes whose words only count beside their country: "property"
    no_names: Mapping[str, frozenset[str]] = field(default_factory=dict)  # everyday words, by language
    people: Mapping[str, Sequence[Term]] = field(default_factory=dict)  # "Nigerians"


@dataclass(frozen=True)
class Found:
    """What is named in a message."""

    named: Sequence[Named] = ()
    hints: Mapping[str, frozenset[int]] = field(default_factory=dict)  # programme -> the words that tell of it
    grants: tuple[str, ...] = ()  # what is asked for: citizenship, residence
    sure: frozenset[str] = frozenset()  # programmes told of by more than a word for what they grant
    aside: frozenset[int] = frozenset()  # the words that tell where somebody is from


class Names:
    """A name table, ready to be looked up."""

    def __init__(self, table: NameTable, roles: PhraseTable) -> None:
        self._people = _by_term(table.people).keys() - _by_term(table.of).keys()
        self._codes = _by_term(table.others) | _by_term(table.people) | _by_term(table.of)
        self._tells_apart = table.tells_apart
        self._no_names = table.no_names
        self._ours = frozenset(_by_term(table.of))
        self._grants = _by_term(table.grants)
        self._hinted: dict[Term, list[str]] = {}
        for program, terms in table.hints.items():
            for term in terms:
                self._hinted.setdefault(term, []).append(program)
        self._terms = Terms([*self._codes, *self._hinted, *self._grants])
        self._roles = roles

    def find(self, said: Sequence[str], language: str, known: Callable[[str], bool], *, focused: bool = False) -> Found:
        """The countries and categories that are named with their roles, and what else tells of programmes.

        With something in focus, who names a people asks for them: "can Russians?".
        """
        words = self._no_names.get(language, frozenset())
        found = (p for p in self._terms.find(said, known=known) if not (p.slip and self._is_short(p.term)))
        places = [p for p in found if p.stop - p.start > 1 or said[p.start] not in words]
        given = [place for place in places if place.term in self._grants and not place.slip]
        named = [_of_what_is_given(one, given) for one in _countries(places, self._codes, self._people)]
        named, told = self._with_roles(named, said, language, focused)
        hints: dict[str, frozenset[int]] = {}
        grants: dict[str, int] = {}
        for place in places:
            for program in self._hinted.get(place.term, ()):
                hints[program] = hints.get(program, frozenset()) | frozenset(range(place.start, place.stop))
        taken = frozenset().union(*(at for at, _ in told))
        for place in given:
            if place.start not in taken:
                grants.setdefault(self._grants[place.term], place.start)
        # Who tells of a passport may ask about it; where somebody lives, nothing is asked about.
        origins = [at for at, role in told if role == ORIGIN]
        passports = frozenset(place.start for place in given)
        held = frozenset().union(*(at for at in origins if at & passports))
        homes = [at for at in origins if not at & held]
        named = [replace(one, people=True) if one.at & held and not one.people else one for one in named]
        plain = frozenset(i for place in given for i in range(place.start, place.stop))
        sure = frozenset(p for p, at in hints.items() if not at <= plain and p not in self._tells_apart)
        return Found(named, hints, tuple(grants), sure, frozenset().union(*homes))

    def _is_short(self, term: Term) -> bool:
        """Whether a misspelt name is too short to be one: other countries than ours, whose names are everyday words."""
        return term not in self._ours and len(term.tokens[0]) < SURE_SLIP

    def _with_roles(
        self, named: Sequence[Named], said: Sequence[str], language: str, focused: bool
    ) -> tuple[list[Named], list[tuple[frozenset[int], str]]]:
        """The same with their roles, and the words that tell of each role."""
        if not named:
            return [], []
        signed, where = marked(named, said)
        roles: dict[int, str] = {}
        told: list[tuple[frozenset[int], str]] = []
        for hit in self._roles.hits(signed, language, slips=False):
            about = hit.phrase.about
            if all(roles.setdefault(where[i], about) == about for i in hit.at if signed[i] == COUNTRY):
                told.append((frozenset(where[i] for i in hit.at), about))
        asked = focused or any(not one.people for one in named)
        for one in named:
            if one.people and asked:
                roles.setdefault(min(one.at), ORIGIN)  # "can Nigerians apply for Dominica"
        return [replace(one, role=role) if (role := roles.get(min(one.at), "")) else one for one in named], told


def _of_what_is_given(named: Named, given: Iterable[Place]) -> Named:
    """A "Greek golden visa" is one of Greece: no Greek asks for it."""
    beside = {i for place in given for i in (place.start - 1, place.stop)}
    return replace(named, people=False) if named.people and named.at & beside else named


def _countries(places: Iterable[Place], codes: Mapping[Term, str], people: Container[Term]) -> list[Named]:
    """The longest name on each word; a misspelt one only where nothing else stands."""
    found: list[Named] = []
    taken: set[int] = set()
    ours = (place for place in places if place.term in codes)
    for place in sorted(ours, key=lambda p: (p.slip, p.start - p.stop, p.term.stem)):
        at = frozenset(range(place.start, place.stop))
        if not at & taken:
            taken |= at
            found.append(Named(codes[place.term], at, place.term in people))
    return sorted(found, key=lambda named: min(named.at))


def marked(named: Sequence[Named], said: Sequence[str]) -> tuple[list[str], list[int]]:
    """The words with one sign for each country, and where each of them stood."""
    begins = {min(one.at): one for one in named}
    inside = {i for one in named for i in one.at} - begins.keys()
    where = [i for i in range(len(said)) if i not in inside]
    return [COUNTRY if i in begins else said[i] for i in where], where


def _by_term(table: Mapping[str, Iterable[Term]]) -> dict[Term, str]:
    return {term: code for code, terms in table.items() for term in terms if term.tokens}

"""What a message means as a question: read once, by one set of tables."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from .about import COMPARE, COURTESY, SAME, About
from .conditions import PeopleWords
from .phrases import Hit, PhraseTable
from .reading import begins_with_and, is_chinese, is_question, read
from .scoring import BESIDE_SUBJECT, CLEAR, Weighed, is_astray, weigh
from .subjects import CATEGORY, DESTINATION, ORIGIN, Found, Named, Names, marked

FEW_TO_THANK = 7  # words that thanks may have around them, whatever these are
IN_FOCUS, FEW_IN_FOCUS = 0.55, 8  # what a topic must be worth in so few words where something is spoken of


@dataclass(frozen=True)
class QuestionWords:
    """The tables by which questions are understood."""

    about: Mapping[str, About]
    table: PhraseTable
    names: Names
    people: PeopleWords
    everyday: frozenset[str] = frozenset()  # words without weight
    things: frozenset[str] = frozenset()  # words for what we offer: with a country's name they ask for it

    def is_word(self, token: str) -> bool:
        """Whether a word is one of everyday language, or stands in a phrase: it is no misspelt name."""
        return token in self.everyday or self.table.knows(token)


class Tables:
    """The tables of a content folder, made when the first message is read: commands that read none do not wait."""

    def __init__(self, make: Callable[[], QuestionWords]) -> None:
        self._make = make

    @cached_property
    def words(self) -> QuestionWords:
        """The tables."""
        return self._make()


@dataclass(frozen=True)
class Meaning(Weighed):
    """What a message asks: about which subjects, on which topics, on what conditions."""

    subjects: tuple[Named, ...] = ()
    elsewhere: tuple[Named, ...] = ()  # countries with another part: where somebody is from, or wants to travel
    hints: Mapping[str, frozenset[int]] = field(default_factory=dict)
    sure: frozenset[str] = frozenset()  # programmes that are told of without their country
    people: int = 0
    age: int = 0  # of who writes, or of whom they speak
    thing: bool = False  # a word for what we offer stands there
    grants: tuple[str, ...] = ()  # and this is what it gives
    length: int = 0
    known: bool = True  # most of its words are in the tables: else it may be a language that we do not speak
    home: frozenset[str] = frozenset()  # the words that tell where somebody lives: "I work in Dubai"
    astray: bool = False  # it is about a matter that is none of ours, whatever country it names

    @property
    def origins(self) -> tuple[str, ...]:
        """The countries that somebody says they are of."""
        return tuple(named.code for named in self.elsewhere if named.role == ORIGIN)

    @property
    def nationality(self) -> bool:
        """Whether somebody tells what they are, or whose passport they have; not only where they live."""
        return any(named.role == ORIGIN and named.people for named in self.elsewhere)

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries asked about, each once."""
        return tuple(dict.fromkeys(n.code for n in self.subjects if not n.code.startswith(CATEGORY)))

    @property
    def category(self) -> str:
        """The category asked about, as the names table calls it."""
        return next((n.code for n in self.subjects if n.code.startswith(CATEGORY)), "")


def understand(
    tables: QuestionWords, words: str, language: str, *, focused: bool = False, bare: bool = False
) -> Meaning:
    """What the words ask; where nothing is recognised, a meaning without subject and topic.

    With something in focus a few words are enough: "and my brother?". `bare` ones stand in a row of things that are
    asked of one programme ("price, time, kids"): they need no more than words beside a subject.
    """
    said = read(words)
    if not said:
        return Meaning(signals=(COURTESY,) if focused and _is_a_nod(words) else ())  # beside an answer, not a choice
    found = tables.names.find(said, language, tables.is_word, focused=focused)
    signed, where = marked(found.named, said)
    aside = {i for i, at in enumerate(where) if at in found.aside}
    hits = [hit for hit in tables.table.hits(signed, language) if 2 * len(hit.at & aside) <= len(hit.at)]
    told = frozenset[int]().union(*(one.at for one in found.named), *found.hints.values())
    known, length = _knows(tables, said, told), _length(said)
    thing = bool(found.grants) or not tables.things.isdisjoint(said)
    if is_astray(tables.about, hits, thing=thing):
        return Meaning(length=length, known=known, astray=True)
    found = replace(found, named=_side_by_side(found.named, hits))
    subjects = _subjects(found)
    counted = tables.people.count(said, language, told)
    least = _least(known=known, named=bare or bool(subjects or found.hints), few=focused and 1 < length <= FEW_IN_FOCUS)
    counting = {i for i, at in enumerate(where) if at in counted.at}
    nods = not (subjects or is_question(words))  # "my mother is 60, ok?" is no thanks
    weighed = weigh(tables.about, hits, counting, least, nods=nods)
    if COURTESY in weighed.signals and _says_more(said, hits):
        weighed = replace(weighed, signals=tuple(one for one in weighed.signals if one != COURTESY))
    if begins_with_and(said) and 0 in told:
        weighed = replace(weighed, asks=(SAME, *weighed.asks))
    return Meaning(
        **vars(weighed),
        subjects=subjects,
        elsewhere=tuple(one for one in found.named if one not in subjects),
        hints=found.hints,
        sure=found.sure,
        people=counted.people,
        age=tables.people.age(said, language),
        thing=thing,
        grants=found.grants,
        length=length,
        known=known,
        home=frozenset(said[i] for i in found.aside),
    )


def _subjects(found: Found) -> tuple[Named, ...]:
    """What is asked about; where nothing is, the country to go to: "can I work in Greece"."""
    subjects = tuple(one for one in found.named if not one.role)
    return subjects or tuple(one for one in found.named if one.role == DESTINATION)


def _side_by_side(named: Sequence[Named], hits: Sequence[Hit]) -> Sequence[Named]:
    """Who compares two countries named one after the other travels to neither: "compare Portugal and Greece travel"."""
    if not any(hit.phrase.about == COMPARE and hit.score >= CLEAR for hit in hits):
        return named
    subjects = [max(one.at) for one in named if not one.role]
    return [
        replace(one, role="") if one.role == DESTINATION and any(0 < min(one.at) - at <= 2 for at in subjects) else one
        for one in named
    ]


def _least(*, known: bool, named: bool, few: bool) -> float:
    """What a topic must be worth: less where a subject is named, or where a few words are said about what is seen."""
    if known and named:
        return BESIDE_SUBJECT
    return IN_FOCUS if known and few else CLEAR


def _is_a_nod(words: str) -> bool:
    """Whether there is nothing but 👍 and its like: what is no word and no flag."""
    return any(unicodedata.category(sign) == "So" and not "🇦" <= sign <= "🇿" for sign in words)


def _says_more(said: Sequence[str], hits: Sequence[Hit]) -> bool:
    """Whether the words of thanks are few among others: "I understand nothing, get me somebody" wants an answer."""
    polite = frozenset[int]().union(*(h.at for h in hits if h.phrase.about == COURTESY and h.score >= CLEAR))
    return len(said) > FEW_TO_THANK and len(polite) * 4 < len(said)


def _length(said: Sequence[str]) -> int:
    """How many words; of Chinese, which writes no spaces, two signs are about one."""
    return len(said) - sum(map(is_chinese, said)) // 2


def _knows(tables: QuestionWords, said: Sequence[str], named: frozenset[int]) -> bool:
    """Whether most words are names, or some that the tables or everyday language hold."""
    unknown = sum(token.isalpha() and i not in named and not tables.is_word(token) for i, token in enumerate(said))
    return unknown <= max(1, len(said) // 3)

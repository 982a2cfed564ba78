"""What a message means as a question: read once, by one set of tables."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from .conditions import PeopleWords
from .phrases import NOTHING, Hit, PhraseTable, strongest
from .reading import is_chinese, read
from .subjects import CATEGORY, DESTINATION, ORIGIN, Named, Names, marked

CLEAR, BESIDE_SUBJECT = 0.8, 0.4  # what a topic must be worth by itself, and where a subject is named
IN_FOCUS, FEW_IN_FOCUS = 0.55, 8  # what it must be worth in so few words where something is spoken of
IN_FULL = 1.6  # what a matter that is none of ours must be worth where a word for what we offer stands there too
WEIGHTY_WORD = 1.0  # what a topic is worth that at least one whole phrase speaks of
SUPPORT = 0.3  # what a further phrase of the same topic adds
NEARLY = 0.9  # of a topic: what another must be worth for it to yield, unless the topic says otherwise
OWN_WEIGHT = 0.5  # of a topic that asks for something of its own: who wants to know about it all may mean the children
MOST_TOPICS = 2
SECOND = 0.8  # of the best topic: what another one must be worth to be answered too
Kind = str  # of what phrases are about: a topic, an answer of the company's, what is asked of a list, or nothing

TOPIC, COMPANY, ASK, SIGNAL = "topic", "company", "ask", "signal"
ELSE = "else"  # what people want in a country that is no matter of ours: flights, the weather
INTERESTED, CALL_ME, COURTESY, NO_EMAIL = "interested", "call_me", "courtesy", "no_email"  # signals


@dataclass(frozen=True)
class About:
    """Something that people ask about: how much its words weigh, and what it steps back for when both are asked."""

    name: str
    kind: Kind
    weight: float = 1.0
    yields: tuple[str, ...] = ()
    yields_at: float = NEARLY  # of itself: what one of those must be worth
    of_origin: str = ""  # what is meant where somebody tells where they are from


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
class Meaning:
    """What a message asks: about which subjects, on which topics, on what conditions."""

    subjects: tuple[Named, ...] = ()
    elsewhere: tuple[Named, ...] = ()  # countries with another part: where somebody is from, or wants to travel
    hints: Mapping[str, frozenset[int]] = field(default_factory=dict)
    sure: frozenset[str] = frozenset()  # programmes that are told of without their country
    topics: tuple[str, ...] = ()
    company: str = ""
    asks: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()
    people: int = 0
    thing: bool = False  # a word for what we offer stands there
    grants: tuple[str, ...] = ()  # and this is what it gives
    spoken_of: frozenset[str] = frozenset()  # every topic that is touched, also those that others outweigh
    clear: float = 0.0  # how much the best topic is worth
    company_clear: float = 0.0  # and the company's question
    length: int = 0
    of_origin: str = ""  # the topic that is meant where somebody tells where they are from
    known: bool = True  # most of its words are in the tables: else it may be a language that we do not speak
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


def understand(tables: QuestionWords, words: str, language: str, *, focused: bool = False) -> Meaning:
    """What the words ask; where nothing is recognised, a meaning without subject and topic.

    With something in focus a few words are enough: "and my brother?"
    """
    said = read(words)
    if not said:
        return Meaning(signals=(COURTESY,) if focused and _is_a_nod(words) else ())  # beside an answer, not a choice
    found = tables.names.find(said, language, tables.is_word, focused=focused)
    named, hints = found.named, found.hints
    signed, where = marked(named, said)
    aside = {i for i, at in enumerate(where) if at in found.aside}
    hits = [hit for hit in tables.table.hits(signed, language) if 2 * len(hit.at & aside) <= len(hit.at)]
    told = frozenset[int]().union(*(one.at for one in named), *hints.values())
    counted = tables.people.count(said, language, told)
    length = _length(said)
    subjects = tuple(one for one in named if not one.role)
    if not subjects:  # "can I work in Greece": where somebody wants to go is what they ask about
        subjects = tuple(one for one in named if one.role == DESTINATION)
    known = _knows(tables, said, told)
    least = CLEAR
    if known and (subjects or hints):
        least = BESIDE_SUBJECT
    elif known and focused and 1 < length <= FEW_IN_FOCUS:
        least = IN_FOCUS
    thing = bool(found.grants) or any(token in tables.things for token in said)
    enough = IN_FULL if thing else WEIGHTY_WORD  # "I lost my passport in Athens"
    if any(tables.about[hit.phrase.about].kind == ELSE and hit.score >= enough for hit in hits):
        return Meaning(length=length, known=known, astray=True)
    about = [hit for hit in hits if tables.about[hit.phrase.about].kind not in (ASK, ELSE)]
    scores = _weighed(tables, about, {i for i, at in enumerate(where) if at in counted.at}, least)
    asks = _scores(tables, strongest([hit for hit in hits if tables.about[hit.phrase.about].kind == ASK]))
    topics = [name for name in _topics(tables, scores, least) if not _steps_back(tables, name, scores)]
    signals = tuple(n for n, s in scores.items() if tables.about[n].kind == SIGNAL and s >= CLEAR)
    meant = [name for name in signals if not (subjects and name in (COURTESY, NO_EMAIL))]
    if meant and topics and scores[topics[0]] < min(WEIGHTY_WORD * len(meant), scores[meant[0]]):
        topics = []  # "I want to go ahead, can someone call me" speaks of no travel
    company = next((n for n, s in scores.items() if tables.about[n].kind == COMPANY and s >= CLEAR), "")
    if any(name in signals and scores[name] > scores.get(company, 0.0) for name in (INTERESTED, CALL_ME)):
        company = ""  # "let me talk to a real person": no question whether we are one
    best = scores.get(topics[0], 0.0) if topics else 0.0
    return Meaning(
        subjects=subjects,
        elsewhere=tuple(one for one in named if one not in subjects),
        hints=hints,
        sure=found.sure,
        topics=tuple(name for name in topics if scores[name] >= best * SECOND)[:MOST_TOPICS],
        spoken_of=frozenset(name for name, score in scores.items() if score >= BESIDE_SUBJECT),
        company=company if scores.get(company, 0) > best else "",
        asks=tuple(name for name, score in asks.items() if score >= CLEAR),
        signals=signals,
        people=counted.people,
        thing=thing,
        grants=found.grants,
        clear=best,
        company_clear=scores.get(company, 0.0),
        length=length,
        of_origin=tables.about[topics[0]].of_origin if topics else "",
        known=known,
    )


def _is_a_nod(words: str) -> bool:
    """Whether there is nothing but 👍 and its like: what is no word and no flag."""
    return any(unicodedata.category(sign) == "So" and not "🇦" <= sign <= "🇿" for sign in words)


def _length(said: Sequence[str]) -> int:
    """How many words; of Chinese, which writes no spaces, two signs are about one."""
    return len(said) - sum(map(is_chinese, said)) // 2


def _topics(tables: QuestionWords, scores: Mapping[str, float], least: float) -> list[str]:
    return [name for name, score in scores.items() if tables.about[name].kind == TOPIC and score >= least]


def _weighed(tables: QuestionWords, hits: Sequence[Hit], counted: set[int], least: float) -> dict[str, float]:
    """How much each thing is spoken of. Who only counts their children asks about something else, if about anything."""
    others = [hit for hit in hits if 2 * len(hit.at & counted) <= len(hit.at) or hit.phrase.about == NOTHING]
    scores = _scores(tables, strongest(others))
    asked = any(tables.about[name].weight >= OWN_WEIGHT for name in _topics(tables, scores, least))
    if len(others) == len(hits) or asked:
        return scores
    return _scores(tables, strongest(hits))


def _steps_back(tables: QuestionWords, topic: str, scores: Mapping[str, float]) -> bool:
    """Whether a topic is only said beside one that it yields to."""
    return any(
        scores.get(other, 0.0) >= scores[topic] * tables.about[topic].yields_at for other in tables.about[topic].yields
    )


def _knows(tables: QuestionWords, said: Sequence[str], named: frozenset[int]) -> bool:
    """Whether most words are names, or some that the tables or everyday language hold."""
    unknown = sum(token.isalpha() and i not in named and not tables.is_word(token) for i, token in enumerate(said))
    return unknown <= max(1, len(said) // 3)


def _scores(tables: QuestionWords, hits: Sequence[Hit]) -> dict[str, float]:
    """How much each thing is spoken of, the most spoken of first."""
    scores: dict[str, float] = {}
    taken: dict[str, set[int]] = {}
    for hit in hits:
        name = hit.phrase.about
        if name not in scores:
            scores[name], taken[name] = hit.score, set(hit.at)
        elif not hit.at & taken[name]:
            scores[name] += SUPPORT * hit.score
            taken[name] |= hit.at
    weighed = {name: score * tables.about[name].weight for name, score in scores.items()}
    return dict(sorted(weighed.items(), key=lambda item: -item[1]))

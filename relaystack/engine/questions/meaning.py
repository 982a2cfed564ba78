"""What a message means as a question: read once, by one set of tables."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from .conditions import PeopleWords
from .phrases import Hit, PhraseTable, strongest
from .reading import read
from .subjects import CATEGORY, DESTINATION, ORIGIN, Named, Names, marked

CLEAR, BESIDE_SUBJECT = 0.8, 0.4  # what a topic must be worth by itself, and where a subject is named
WEIGHTY_WORD = 1.0  # what a topic is worth that at least one whole phrase speaks of
SUPPORT = 0.3  # what a further phrase of the same topic adds
NEARLY = 0.9  # of a topic: what another must be worth for it to yield
MOST_TOPICS = 2
SECOND = 0.8  # of the best topic: what another one must be worth to be answered too
Kind = str  # of what phrases are about: a topic, an answer of the company's, what is asked of a list, or nothing

TOPIC, COMPANY, ASK, SIGNAL = "topic", "company", "ask", "signal"


@dataclass(frozen=True)
class About:
    """Something that people ask about: how much its words weigh, and what it steps back for when both are asked."""

    name: str
    kind: Kind
    weight: float = 1.0
    yields: tuple[str, ...] = ()
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
    length: int = 0
    of_origin: str = ""  # the topic that is meant where somebody tells where they are from
    known: bool = True  # most of its words are in the tables: else it may be a language that we do not speak

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


def understand(tables: QuestionWords, words: str, language: str) -> Meaning:
    """What the words ask; where nothing is recognised, a meaning without subject and topic."""
    said = read(words)
    if not said:
        return Meaning()
    found = tables.names.find(said, language, tables.is_word)
    named, hints = found.named, found.hints
    signed, where = marked(named, said)
    aside = {i for i, at in enumerate(where) if at in found.aside}
    hits = [hit for hit in tables.table.hits(signed, language) if 2 * len(hit.at & aside) < len(hit.at)]
    about = [hit for hit in hits if tables.about[hit.phrase.about].kind != ASK]
    known = _knows(tables, said)
    subjects = tuple(one for one in named if not one.role)
    if not subjects:  # "can I work in Greece": where somebody wants to go is what they ask about
        subjects = tuple(one for one in named if one.role == DESTINATION)
    least = BESIDE_SUBJECT if (subjects or hints) and known else CLEAR
    scores = _scores(tables, strongest(about))
    asks = _scores(tables, strongest([hit for hit in hits if tables.about[hit.phrase.about].kind == ASK]))
    topics = [name for name, score in scores.items() if tables.about[name].kind == TOPIC and score >= least]
    topics = [name for name in topics if not _steps_back(tables, name, scores)]
    signals = tuple(n for n, s in scores.items() if tables.about[n].kind == SIGNAL and s >= CLEAR)
    if signals and topics and scores[topics[0]] < min(WEIGHTY_WORD * len(signals), scores[signals[0]]):
        topics = []  # "I want to go ahead, can someone call me" speaks of no travel
    company = next((n for n, s in scores.items() if tables.about[n].kind == COMPANY and s >= CLEAR), "")
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
        people=tables.people.count(said, language),
        thing=bool(found.grants) or any(token in tables.things for token in said),
        grants=found.grants,
        clear=best,
        length=len(said),
        of_origin=tables.about[topics[0]].of_origin if topics else "",
        known=known,
    )


def _steps_back(tables: QuestionWords, topic: str, scores: Mapping[str, float]) -> bool:
    """Whether a topic is only said beside one that it yields to."""
    return any(scores.get(other, 0.0) >= scores[topic] * NEARLY for other in tables.about[topic].yields)


def _knows(tables: QuestionWords, said: Sequence[str]) -> bool:
    """Whether most words are some that the tables or everyday language hold."""
    unknown = sum(token.isalpha() and not tables.is_word(token) for token in said)
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

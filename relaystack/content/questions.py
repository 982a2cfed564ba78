"""How `topics.yaml`, `names.yaml` and `questions/` are read: what people ask about, and how they ask it."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from babel import Locale
from jinja2 import TemplateSyntaxError

from relaystack.engine.answers.nationalities import NATIONALITIES
from relaystack.engine.flow import CompanyAnswer, Words
from relaystack.engine.lexicon import LANGUAGES
from relaystack.engine.questions.about import ASK, COMPANY, ELSE, SIGNAL, TOPIC, About
from relaystack.engine.questions.conditions import ADULTS, AGE, ALL, MORE, PAIR, PeopleWords
from relaystack.engine.questions.meaning import QuestionWords, Tables
from relaystack.engine.questions.phrases import NOTHING, Phrase, PhraseTable
from relaystack.engine.questions.reading import fold
from relaystack.engine.questions.subjects import CATEGORY, Names, NameTable
from relaystack.engine.questions.terms import Term

from . import phrase_faults
from .errors import ContentError, fault
from .jinja_templates import compile_words
from .phrase_faults import split
from .question_shapes import PHRASES, AnswersShape, NamesShape, TopicsShape, WordsShape
from .reading import read_shape
from .yaml_lines import line_of, read_text, read_yaml

KEPT = 4  # versions of the tables that a process remembers
_MADE: dict[Hashable, Tables] = {}
NO_NAME = frozenset(
    {"reunion", "english", "ingles", "inglesa", "anglais", "anglaise"}
)  # of a country: it means something else in a language that the bot speaks


def load_questions(folder: Path, numbers: Mapping[str, str], everyday: Iterable[str] = ()) -> Tables | None:
    """The tables of a content folder, None where it has none; raises ContentError naming every faulty line."""
    if not (folder / "topics.yaml").exists():
        return None
    topics = read_shape(folder / "topics.yaml", TopicsShape)
    names = read_shape(folder / "names.yaml", NamesShape)
    files = sorted((folder / "questions").glob("*.yaml"))
    words = {file.stem: read_shape(file, WordsShape) for file in files}
    _hold_to_topics(folder, topics)
    read = (folder / "topics.yaml", folder / "names.yaml", *files)
    titles = _titles(folder, words, topics.topics)
    key = (
        tuple((file.name, read_text(file)) for file in read),
        tuple(sorted(titles)),
        tuple(sorted(numbers.items())),
        frozenset(everyday),
    )
    if key not in _MADE:
        _hold_to_words(folder / "names.yaml", files)
    return _remembered(key, lambda: _tables(topics, names, words, numbers, frozenset(everyday), titles))


def _remembered(key: Hashable, make: Callable[[], QuestionWords]) -> Tables:
    """The same tables for the same files: reloads, and checks of a folder of which other files change, find them."""
    if key not in _MADE:
        if len(_MADE) >= KEPT:
            del _MADE[next(iter(_MADE))]
        _MADE[key] = Tables(make)
    return _MADE[key]


def _tables(
    topics: TopicsShape, names: NamesShape, words: Mapping[str, WordsShape], numbers: Mapping[str, str],
    everyday: frozenset[str], titles: Sequence[tuple[str, str, str]],
) -> QuestionWords:  # fmt: skip
    table = NameTable(
        of=_terms(names.countries) | {CATEGORY + name: terms for name, terms in _terms(names.categories).items()},
        hints=_terms(names.programs),
        grants=_terms(names.grants),
        tells_apart=frozenset(names.tells_apart),
        others=_world(),
        people=_peoples(),
        no_names={language: frozenset(_tokens([said])) for language, said in names.no_names.items()},
    )
    roles = (p for language, shape in words.items() for p in _phrases(language, shape.roles, fixed=True))
    counted = (
        p
        for language, shape in words.items()
        for p in _phrases(
            language,
            {ALL: shape.people, ADULTS: shape.adults, MORE: shape.more_people, PAIR: shape.two_people},
        )
    )
    ages = (p for language, shape in words.items() for p in _phrases(language, {AGE: shape.ages}, fixed=True))
    pairs = frozenset(_tokens(shape.two_more_people for shape in words.values()))
    named = _tokens(shape.more_people.replace("#", "") for shape in words.values())
    children = frozenset(token for token in named if len(token) > 1)  # one sign of Chinese stands in many words
    digits = {" ".join(fold(word)): number for word, number in numbers.items()}  # as words of questions are compared
    relatives = dict.fromkeys(_tokens(shape.relatives for shape in words.values()), 1)
    return QuestionWords(
        about=_about(topics, words.values()),
        table=PhraseTable(
            [
                *(p for language, shape in words.items() for p in _phrases(language, shape.spoken)),
                *(Phrase.of(topic, language, title, fixed=True) for language, topic, title in titles),
            ]
        ),
        names=Names(table, PhraseTable(roles)),
        people=PeopleWords(PhraseTable(counted), digits, relatives, pairs, children, PhraseTable(ages)),
        everyday=everyday,
        things=frozenset(_tokens(shape.things for shape in words.values())),
    )


def _titles(folder: Path, languages: Iterable[str], topics: Iterable[str]) -> list[tuple[str, str, str]]:
    """What the bot itself calls each topic, in several words: who says it back means it."""
    found = []
    for language in languages:
        own = folder / ("phrases.yaml" if language == "en" else f"words/{language}.yaml")
        titles: object = read_yaml(own) if own.exists() else {}
        for key in ("topics",) if language == "en" else ("phrases", "topics"):
            titles = titles.get(key) if isinstance(titles, dict) else None
        said = titles if isinstance(titles, dict) else {}  # what is no mapping is told of where phrases are read
        found += [(language, topic, str(said[topic])) for topic in topics if len(fold(str(said.get(topic, "")))) > 1]
    return found


def _hold_to_topics(folder: Path, topics: TopicsShape) -> None:
    """Raise ContentError naming each line that speaks of a topic, an ask or a signal that `topics.yaml` lacks."""
    listed = {"topics": topics.topics.keys(), "asks": topics.asks, "signals": topics.signals}
    file = folder / "topics.yaml"
    found = read_yaml(file)
    faults = [
        fault(file, line_of(found, ("topics", name, "yields")), f"topics.{name}.yields: there is no topic {other!r}")
        for name, topic in topics.topics.items()
        for other in (*topic.yields, *filter(None, [topic.of_origin]))
        if other not in topics.topics
    ]
    for file in sorted((folder / "questions").glob("*.yaml")):
        words = read_yaml(file)
        faults += [
            fault(file, line_of(words, (kind, name)), f"{kind}.{name}: topics.yaml lists no such name under {kind}")
            for kind, names in listed.items()
            for name in words.get(kind, {})
            if name not in names
        ]
    if faults:
        raise ContentError(faults)


def _hold_to_words(names: Path, questions: Iterable[Path]) -> None:
    """Raise ContentError naming each line with a phrase that has a place without a word."""
    faults = list(phrase_faults.of_names(names, read_yaml(names)))
    faults += [one for file in questions for one in phrase_faults.of_questions(file, read_yaml(file))]
    if faults:
        raise ContentError(faults)


def _about(topics: TopicsShape, words: Iterable[WordsShape]) -> dict[str, About]:
    about = {
        name: About(name, TOPIC, one.weight, tuple(one.yields), one.yields_at, one.of_origin)
        for name, one in topics.topics.items()
    }
    kinds = ((ASK, topics.asks), (SIGNAL, topics.signals), (NOTHING, (NOTHING,)), (ELSE, (ELSE,)))
    about |= {name: About(name, kind) for kind, names in kinds for name in names}
    return about | {name: About(name, COMPANY) for shape in words for name in shape.company}


def question_phrases(folder: Path) -> tuple[str, ...]:
    """The phrases that answers are framed by, where the folder has topics."""
    if not (folder / "topics.yaml").exists():
        return ()
    topics = read_shape(folder / "topics.yaml", TopicsShape).topics
    return (*PHRASES, *(f"topics.{name}" for name in topics))


def load_company(file: Path) -> dict[str, CompanyAnswer]:
    """What the company answers to questions about itself, by name; a folder without the file answers none."""
    if not file.exists():
        return {}
    found, faults = read_yaml(file), []
    answers: dict[str, CompanyAnswer] = {}
    for name, one in read_shape(file, AnswersShape).root.items():
        line = line_of(found, (name,))
        at = fault(file, line, "").at
        try:
            said = {language: compile_words(text, language, at=at) for language, text in one.say.items()}
            answers[name] = CompanyAnswer(Words(f"answers.{name}", said), one.tell, one.leads)
        except TemplateSyntaxError as error:
            faults.append(fault(file, line, f"{name}: this template cannot be read: {error.message}"))
    if faults:
        raise ContentError(faults)
    return answers


def _phrases(language: str, listed: Mapping[str, str], *, fixed: bool = False) -> Iterator[Phrase]:
    for about, written in listed.items():
        yield from (Phrase.of(about, language, one, fixed=fixed) for one in split(written))


def _terms(listed: Mapping[str, str]) -> dict[str, list[Term]]:
    return {name: [Term.of(one) for one in split(written)] for name, written in listed.items()}


def _tokens(written: Iterable[str]) -> Iterator[str]:
    yield from (token for words in written for one in split(words) for token in fold(one))


@cache
def _world() -> Mapping[str, Sequence[Term]]:
    """Every country's names in the bot's languages."""
    found: dict[str, list[Term]] = {}
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                found.setdefault(code, []).append(Term.of(name))
    return {code: [term for term in terms if term.tokens[0] not in NO_NAME] for code, terms in found.items()}


@cache
def _peoples() -> Mapping[str, Sequence[Term]]:
    """What the people of each country are called."""
    found: dict[str, list[Term]] = {}
    for name, code in NATIONALITIES.items():
        terms = {Term.of(name), Term.of(f"{name}s")} if name.isascii() else {Term.of(name)}
        found.setdefault(code, []).extend(term for term in terms if term.tokens[0] not in NO_NAME)
    return found

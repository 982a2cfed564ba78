"""How `intents.yaml` and `handover.yaml` are read: what people ask in their own words, and when a person is needed."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pydantic import Field

from relaystack.engine.events import PASSED_ON
from relaystack.engine.flow import Book, FlowFault, HandoverRules
from relaystack.engine.lexicon import YES, Intent, Lexicon, Phrase, phrase_of
from relaystack.engine.text import normalise

from .errors import ContentError, Fault, fault
from .reading import read_shape
from .shapes import Shape
from .yaml_lines import line_of, read_yaml

ByLanguage = dict[str, list[str]]


class IntentShape(Shape):
    """One thing that people ask for; `words` speak of it, `keep` are words that become its keyword as well."""

    go: str
    set: dict[str, str] = Field(default_factory=dict)
    country: str = Field("", pattern=r"^([a-z][a-z0-9_]*)?$")
    place: str = Field("", pattern=r"^([a-z][a-z0-9_]*)?$")
    keyword: str = Field("", pattern=r"^([a-z][a-z0-9_]*)?$")
    amount: str = Field("", pattern=r"^([a-z][a-z0-9_]*)?$")
    time: str = Field("", pattern=r"^([a-z][a-z0-9_]*)?$")
    one: str = ""
    several: str = ""
    words: ByLanguage = Field(default_factory=dict)
    keep: ByLanguage = Field(default_factory=dict)


class IntentsShape(Shape):
    """`intents.yaml` as a whole."""

    numbers: dict[str, list[list[str]]]
    pointers: ByLanguage
    last: ByLanguage = Field(default_factory=dict)
    agree: ByLanguage
    options: dict[str, ByLanguage] = Field(default_factory=dict)
    fillers: ByLanguage
    income: ByLanguage = Field(default_factory=dict)
    intents: dict[str, IntentShape]


class HandoverShape(Shape):
    """`handover.yaml` as a whole."""

    quiet_minutes: int = Field(ge=1)
    media: list[str]
    words: ByLanguage
    asked: ByLanguage = Field(default_factory=dict)
    person: ByLanguage = Field(default_factory=dict)


def load_lexicon(file: Path, commands: Mapping[str, str]) -> Lexicon:
    """What people ask for in their own words; the words of the command `human` do so also inside a sentence.

    Those of `menu`, which greet, add nothing to a wish that follows them.
    """
    shape = read_shape(file, IntentsShape)
    intents = {name: _intent(name, intent) for name, intent in shape.intents.items()}
    intents["human"] = Intent("human", "human")
    asked = (Phrase(phrase_of(words), "human") for words, command in commands.items() if command == "human")
    options = shape.options | {YES: shape.agree}
    greetings = (phrase_of(words) for words, command in commands.items() if command == "menu")
    return Lexicon(
        intents=intents,
        phrases=[*_phrases(shape), *(phrase for phrase in asked if phrase.tokens)],
        fillers=frozenset(token for words in _all(shape.fillers) for token in phrase_of(words)),
        numbers=_numbers(shape.numbers),
        income=tuple(map(phrase_of, _all(shape.income))),
        pointers=frozenset(map(normalise, _all(shape.pointers))),
        last=frozenset(map(normalise, _all(shape.last))),
        options={id: frozenset(map(normalise, _all(words))) for id, words in options.items()},
        greetings=tuple(filter(None, greetings)),
    )


def load_handover(file: Path) -> HandoverRules:
    """When consultants take over by themselves."""
    shape = read_shape(file, HandoverShape)
    unknown = [kind for kind in shape.media if kind not in PASSED_ON]
    if unknown:
        at = line_of(read_yaml(file), ("media",))
        raise ContentError([fault(file, at, f"no such kind of file: {', '.join(unknown)}; {', '.join(PASSED_ON)}")])
    media = frozenset(shape.media)
    return HandoverRules(
        shape.quiet_minutes, media, _by_first(shape.words), _by_first(shape.asked), _by_first(shape.person)
    )


def _by_first(words: ByLanguage) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in map(phrase_of, _all(words)):
        found.setdefault(phrase[0], []).append(phrase)
    return found


def entrances(book: Book) -> Iterator[str]:
    """The steps that words of people's own lead to, as `flow.step`."""
    for intent in book.lexicon.intents.values():
        for target in (intent.go, intent.one, intent.several):
            if target and target != "human":
                yield str(book.place(target))


def lost_targets(file: Path, book: Book) -> Iterator[Fault]:
    """Intents that lead nowhere, or that have no title for their button."""
    data = read_yaml(file)
    for name, intent in book.lexicon.intents.items():
        at = line_of(data, ("intents", name))
        for target in (intent.go, intent.one, intent.several):
            if target and target != "human" and not _exists(book, target):
                yield fault(file, at, f"{name} leads to {target!r}; there is no such step or flow")
        if f"intents.{name}" not in book.phrases:
            yield fault(file, at, f"{name} needs a title in phrases.yaml, under `intents`")


def _exists(book: Book, target: str) -> bool:
    try:
        return book.has(book.place(target))
    except FlowFault:
        return False


def _intent(name: str, shape: IntentShape) -> Intent:
    return Intent(
        name,
        shape.go,
        shape.set,
        country=shape.country,
        place=shape.place,
        keyword=shape.keyword,
        one=shape.one,
        several=shape.several,
        amount=shape.amount,
        time=shape.time,
    )


def _phrases(shape: IntentsShape) -> Iterator[Phrase]:
    for name, intent in shape.intents.items():
        for kept, words in ((False, _all(intent.words)), (True, _all(intent.keep))):
            yield from (Phrase(phrase, name, kept) for one in words if (phrase := phrase_of(one)))


def _numbers(by_language: Mapping[str, list[list[str]]]) -> dict[str, str]:
    """Number words -> digits; the first list stands for 1."""
    return {
        normalise(word): str(number)
        for lists in by_language.values()
        for number, words in enumerate(lists, 1)
        for word in words
    }


def _all(by_language: Mapping[str, Iterable[str]]) -> Iterator[str]:
    for words in by_language.values():
        yield from words

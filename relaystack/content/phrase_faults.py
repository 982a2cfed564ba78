"""Is there a word at every place of the phrases by which people ask? One that is empty would be found in no message."""

from collections.abc import Hashable, Iterator, Mapping
from pathlib import Path
from typing import Any

from relaystack.engine.questions.phrases import IN_ORDER, WEAK, Phrase
from relaystack.engine.questions.reading import NUMBER
from relaystack.engine.questions.terms import Term

from .errors import Fault, fault
from .yaml_lines import line_of

_NAMES = ("countries", "categories", "programs", "grants")  # of `names.yaml`: each is one term, without alternatives
_LISTS = ("relatives", "things", "two_more_people")  # of `questions/`: single words
_COUNTED = ("people", "adults", "more_people", "ages")  # phrases that say a number


def split(written: str) -> list[str]:
    """The phrases of one value of a file."""
    return [one.strip() for one in written.split(",") if one.strip()]


def is_whole(phrase: str) -> bool:
    """Whether there is a word on both sides of each `|`."""
    parts = phrase.removesuffix(WEAK).removeprefix(IN_ORDER).split()
    return all(_says_something(one) for part in parts for one in part.split("|"))


def says_nothing(phrase: Phrase) -> bool:
    """Whether some part of it has no word: it would be found in no message."""
    return not phrase.parts or any(not term.tokens for part in phrase.parts for term in part)


def meaning(phrase: Phrase, *, ask: bool) -> Hashable:
    """What two phrases of one language share that nobody can tell apart; an `ask` stands beside a topic."""
    return ask, frozenset(frozenset(part) for part in phrase.parts), phrase.weak


def of_questions(file: Path, found: Mapping[str, Any]) -> Iterator[Fault]:
    """The faults of a language's phrases: `how much|many`, with a word on both sides of each `|`."""
    written = ((path, words) for path, words in _written(found) if path[0] not in _LISTS)
    for path, phrase in ((path, phrase) for path, words in written for phrase in split(words)):
        if not is_whole(phrase):
            yield _fault(file, found, path, phrase)
        if path[0] in _COUNTED and NUMBER not in phrase:
            told = f"{path[0]}: {phrase!r} has no place for the number; write {NUMBER} there"
            yield fault(file, line_of(found, path), told)


def of_names(file: Path, found: Mapping[str, Any]) -> Iterator[Fault]:
    """The same of `names.yaml`."""
    written = ((path, words) for path, words in _written(found) if path[0] in _NAMES)
    for path, name in ((path, name) for path, words in written for name in split(words)):
        if not _says_something(name):
            yield _fault(file, found, path, name)


def _written(found: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    """All words of a file with the way to them."""
    for name, value in found.items():
        if isinstance(value, str):
            yield (name,), value
        elif isinstance(value, Mapping):
            yield from (((name, key), words) for key, words in value.items())


def _says_something(term: str) -> bool:
    return any(map(str.isalnum, term)) or bool(Term.of(term).tokens)


def _fault(file: Path, found: Mapping[str, Any], path: tuple[str, ...], phrase: str) -> Fault:
    told = f"{'.'.join(path)}: {phrase!r} has a place without a word; see how it is written"
    return fault(file, line_of(found, path), told)

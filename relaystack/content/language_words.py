"""How the words are read by which a language is known (`languages.yaml`, and the languages of `commands.yaml`)."""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from relaystack.engine.languages import LanguageWords
from relaystack.engine.text import normalise

from .errors import ContentError, Fault, fault
from .yaml_lines import line_of, read_yaml

PARTS = ("called", "words")
AROUND = "around"


def load_language_words(file: Path) -> LanguageWords:
    """The words that tell a language; those of commands stand in the file beside this one."""
    data, commands = read_yaml(file), _commands(file.with_name("commands.yaml"))
    if not isinstance(data, Mapping) or not data:
        raise ContentError([fault(file, 1, "this file must hold languages with `called` and `words`")])
    faults = [problem for name in data for problem in _problems(file, data, name)]
    if faults:
        raise ContentError(faults)
    languages = {name: value for name, value in data.items() if name != AROUND}
    return LanguageWords(
        names=_of_one({name: parts.get("called") or () for name, parts in languages.items()}),
        around=frozenset(map(normalise, map(str, data.get(AROUND, ())))),
        openings=_by_word(_joined(commands.values())),
        greetings=_of_one(commands.get("menu", {})),
        words=_of_one({name: parts.get("words") or () for name, parts in languages.items()}),
    )


def _commands(file: Path) -> dict[str, Mapping[str, list[str]]]:
    """Command, language, words. What is wrong with the file is said by those who read the commands."""
    try:
        data = read_yaml(file)
    except ContentError:
        return {}
    return {name: words for name, words in data.items() if _is_words(words)} if isinstance(data, Mapping) else {}


def _is_words(by_language: Any) -> bool:
    return isinstance(by_language, Mapping) and all(isinstance(words, list) for words in by_language.values())


def _problems(file: Path, data: Mapping[str, Any], name: str) -> list[Fault]:
    value, at = data[name], line_of(data, (name,))
    if name == AROUND:
        return [] if isinstance(value, list) else [fault(file, at, "around must be a list of words")]
    fits = isinstance(value, Mapping) and all(
        part in PARTS and isinstance(words, list) for part, words in value.items()
    )
    return [] if fits else [fault(file, at, f"{name} needs lists of words under {' and '.join(PARTS)}")]


def _joined(commands: Any) -> dict[str, list[str]]:
    """All words of all commands by language."""
    words: dict[str, list[str]] = defaultdict(list)
    for by_language in commands:
        for language, listed in by_language.items():
            words[language] += listed
    return words


def _by_word(words: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """Every word with the languages that have it."""
    found: dict[str, set[str]] = defaultdict(set)
    for language, listed in words.items():
        for word in listed:
            found[normalise(str(word))].add(language)
    return {word: frozenset(languages) for word, languages in found.items() if word}


def _of_one(words: Mapping[str, Any]) -> dict[str, str]:
    """The words that only one language has."""
    return {word: next(iter(languages)) for word, languages in _by_word(words).items() if len(languages) == 1}

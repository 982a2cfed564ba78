"""Would a word be taken for a command although it means something else?"""

from collections.abc import Iterator

from relaystack.engine.lexicon import YES
from relaystack.engine.text import normalise

from ..command_words import BESIDE
from ..errors import Fault, fault
from ..folder import Content
from ..yaml_lines import line_of, read_yaml
from .coverage import option_names

LEAVE = "leave"  # the one command that gives way to an option of what is asked


def clashes(content: Content) -> Iterator[Fault]:
    """Words of other commands, wishes and options that read as a command, with words of no weight or without."""
    return (found for look in (_commands, _wishes, _options) for found in look(content))


def _commands(content: Content) -> Iterator[Fault]:
    file = content.folder / "commands.yaml"
    data = read_yaml(file)
    for command in data.keys() - {BESIDE}:
        for language, listed in data[command].items():
            for word in map(str, listed):
                meant = content.book.command_words.with_more(normalise(word))
                if meant not in ("", command):
                    at = line_of(data, (command, language))
                    yield fault(file, at, f"{word!r} of {command} reads as {meant}; take a word out of one of them")


def _wishes(content: Content) -> Iterator[Fault]:
    for phrase in content.book.lexicon.phrases:
        wish = " ".join(phrase.tokens)
        meant = content.book.command_words.read(wish)
        if meant and meant != phrase.intent:
            at = ("intents", phrase.intent)
            yield _in_intents(content, at, f"{wish!r} is the command {meant} wherever it is typed")


def _options(content: Content) -> Iterator[Fault]:
    there = {YES, *(name.rpartition(".")[2] for name in option_names(content.book))}
    for id, words in content.book.lexicon.options.items():
        at = ("agree",) if id == YES else ("options", id)
        if id not in there:
            yield _in_intents(content, at, f"no question has an option {id!r}")
        for word in sorted(words):
            meant = content.book.command_words.read(word)
            if meant and (id == YES or meant != LEAVE):
                called = "be a yes" if id == YES else f"choose {id}"
                yield _in_intents(content, at, f"{word!r} cannot {called}: it is the command {meant}")


def _in_intents(content: Content, path: tuple[str, ...], message: str) -> Fault:
    file = content.folder / "intents.yaml"
    return fault(file, line_of(read_yaml(file), path), message)

"""How `commands.yaml` is read: the words of commands, and those without weight beside them."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from relaystack.engine.command_words import CommandWords
from relaystack.engine.text import normalise

from .errors import ContentError, Fault, fault
from .yaml_lines import line_of, read_yaml

COMMANDS = ("menu", "start", "stop", "leave", "back", "thanks", "help", "human")
BESIDE = "beside"  # the words without weight, by the command that they may stand beside
ANY = "any"
COMPANY = "{company}"  # in words without weight: the company's name, or the first word of it


def load_commands(file: Path, company: str) -> CommandWords:
    """Every command's words, compared as typed words are; a word may not mean two commands."""
    data = read_yaml(file)
    if not isinstance(data, Mapping):
        raise ContentError([fault(file, 1, "this file must hold `name: value` lines")])
    words: dict[str, str] = {}
    faults = [fault(file, 1, f"the command {name} is missing; give it words") for name in COMMANDS if name not in data]
    for command, by_language in data.items():
        if command == BESIDE:
            faults += _problems_beside(file, data)
        elif command not in COMMANDS:
            at = line_of(data, (command,))
            faults.append(fault(file, at, f"there is no command {command!r}; there are {', '.join(COMMANDS)}"))
        elif problem := _not_words(by_language):
            faults.append(fault(file, line_of(data, (command,)), f"{command} {problem}"))
        else:
            faults += _words_of(file, data, command, words)
    if faults:
        raise ContentError(faults)
    return CommandWords(words, _beside(data.get(BESIDE) or {}, company))


def _not_words(by_language: Any) -> str:
    fits = isinstance(by_language, Mapping) and all(isinstance(listed, list) for listed in by_language.values())
    return "" if fits else "needs lists of words by language, like `en: [one, another]`"


def _problems_beside(file: Path, data: Mapping[str, Any]) -> Iterator[Fault]:
    if not isinstance(data[BESIDE], Mapping):
        yield fault(file, line_of(data, (BESIDE,)), f"{BESIDE} needs commands with lists of words by language")
        return
    for command, by_language in data[BESIDE].items():
        at = line_of(data, (BESIDE, command))
        if command not in (ANY, *COMMANDS):
            yield fault(file, at, f"there is no command {command!r}; there are {ANY}, {', '.join(COMMANDS)}")
        elif problem := _not_words(by_language):
            yield fault(file, at, f"{BESIDE}.{command} {problem}")


def _words_of(file: Path, data: Mapping[str, Any], command: str, words: dict[str, str]) -> Iterator[Fault]:
    """Add a command's words to `words`."""
    for language, listed in data[command].items():
        for word in listed:
            plain = normalise(str(word)) or str(word)
            if words.setdefault(plain, command) != command:
                at = line_of(data, (command, language))
                yield fault(file, at, f"{word!r} means both {words[plain]} and {command}; keep it in one")


def _beside(data: Mapping[str, Any], company: str) -> dict[str, list[str]]:
    """The words without weight, in the order of the commands: who says stop and cancel has said stop."""
    called = dict.fromkeys((company, *company.split()[:1]))
    listed = {
        command: [str(w).replace(COMPANY, name) for words in by.values() for w in words for name in _called(w, called)]
        for command, by in data.items()
    }
    return {name: [*listed[name], *listed.get(ANY, ())] for name in COMMANDS if name in listed}


def _called(words: Any, called: Iterable[str]) -> Iterable[str]:
    """The names by which the company is meant, where it is."""
    return called if COMPANY in str(words) else ("",)

"""How a content folder becomes the engine's flow book."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import TemplateSyntaxError

from relaystack.engine.flow import Book, Words
from relaystack.engine.state import Place
from relaystack.engine.text import normalise

from .errors import ContentError, Fault, fault
from .flows import load_flows
from .templates import compile_words
from .yaml_lines import line_of, read_yaml

COMMANDS = ("menu", "start", "stop", "back", "help")
BRAND = ("name", "website", "booking", "brochure", "program_link", "email", "hours", "language")
MENU = Place("main_menu", "menu")


def load_book(folder: Path) -> Book:
    """The flow book of a content folder; raises ContentError with all that is wrong with it."""
    if not folder.is_dir():
        raise ContentError([Fault(folder.name, 1, "there is no such content folder; set CONTENT_DIR to one")])
    brand = _brand(folder / "brand.yaml")
    flows, _ = load_flows(folder / "flows")
    book = Book(
        flows=flows,
        menu=MENU,
        commands=_commands(folder / "commands.yaml"),
        phrases=_phrases(folder / "phrases.yaml"),
        brand=brand,
    )
    if not book.has(MENU):
        raise ContentError([Fault(f"{folder.name}/flows/main_menu.yaml", 1, "the flow main_menu needs a step menu")])
    return book


def _brand(file: Path) -> dict[str, Any]:
    data = read_yaml(file)
    missing = [name for name in BRAND if not isinstance(data, Mapping) or not data.get(name)]
    if missing:
        raise ContentError([fault(file, 1, f"{', '.join(missing)} missing; every brand needs them")])
    return dict(data)


def _commands(file: Path) -> dict[str, str]:
    """Every command's words, compared as typed words are; a word may not mean two commands."""
    data = read_yaml(file)
    words: dict[str, str] = {}
    faults: list[Fault] = []
    for command, by_language in data.items():
        if command not in COMMANDS:
            faults.append(
                fault(
                    file,
                    line_of(data, (command,)),
                    f"there is no command {command!r}; there are {', '.join(COMMANDS)}",
                )
            )
            continue
        for language, listed in by_language.items():
            for word in listed:
                plain = normalise(str(word)) or str(word)
                if words.setdefault(plain, command) != command:
                    at = line_of(data, (command, language))
                    faults.append(fault(file, at, f"{word!r} means both {words[plain]} and {command}; keep it in one"))
    if faults:
        raise ContentError(faults)
    return words


def _phrases(file: Path) -> dict[str, Words]:
    data = read_yaml(file)
    phrases: dict[str, Words] = {}
    faults: list[Fault] = []
    for path, text in _texts(data, ()):
        try:
            phrases[".".join(path)] = Words(".".join(path), {"en": compile_words(text)})
        except TemplateSyntaxError as error:
            faults.append(fault(file, line_of(data, path), f"this template cannot be read: {error.message}"))
    if faults:
        raise ContentError(faults)
    return phrases


def _texts(data: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(data, Mapping):
        for name, value in data.items():
            yield from _texts(value, (*path, str(name)))
    else:
        yield path, str(data)

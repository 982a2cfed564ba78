"""How the words of other languages are read (`words/es.yaml`) and stand beside the English ones."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import TemplateSyntaxError

from relaystack.engine.flow import Fill, Words

from .errors import ContentError, Fault, fault
from .jinja_templates import compile_words
from .translatable import flattened
from .yaml_lines import line_of, read_yaml

SECTIONS = ("flows", "phrases", "programs", "brand")
Key = tuple[str, str]  # section and dotted key


@dataclass(frozen=True)
class WordFile:
    """One language's words, by section and key. What is left empty is not translated yet."""

    language: str
    file: Path
    data: Any
    texts: Mapping[Key, str]
    paths: Mapping[Key, tuple[str, ...]]

    def fault(self, key: Key | None, message: str) -> Fault:
        """A fault at the line of a key, or at the beginning of the file."""
        return fault(self.file, line_of(self.data, self.paths.get(key, ())) if key else 1, message)

    def missing(self, path: tuple[str, ...], message: str) -> Fault:
        """A fault where a text should stand."""
        return fault(self.file, line_of(self.data, path), message)

    def section(self, name: str) -> dict[str, str]:
        """The texts of one section by key."""
        return {key: text for (section, key), text in self.texts.items() if section == name}


def read_words(file: Path) -> WordFile:
    """A words file; raises ContentError where it has not the shape that `docs/content.md` describes."""
    data = read_yaml(file) or {}
    if not isinstance(data, Mapping):
        raise ContentError([fault(file, 1, f"this file must hold the sections {', '.join(SECTIONS)}")])
    texts, paths = {}, {}
    faults = [
        fault(file, line_of(data, (name,)), f"there is no section {name!r}; there are {', '.join(SECTIONS)}")
        for name in data
        if name not in SECTIONS
    ]
    for path, value in flattened(data):
        if value is None or path[0] not in SECTIONS:
            continue
        if len(path) < 2 or isinstance(value, list):
            faults.append(fault(file, line_of(data, path), f"{'.'.join(path)}: one text is needed here"))
        elif str(value).strip():
            key = (path[0], ".".join(path[1:]))
            texts[key], paths[key] = str(value), path
    if faults:
        raise ContentError(faults)
    return WordFile(file.stem, file, data, texts, paths)


@dataclass
class Wordbook:
    """The words files of the languages that the bot speaks; `faults` gathers the templates that cannot be read."""

    files: Mapping[str, WordFile] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def words(
        self, section: str, key: str, english: Fill, instead: str = "", same: Callable[[str], Fill] | None = None
    ) -> Words:
        """A text in all languages that have it. `instead` is the key of what stands for it where it is missing.

        `same` makes it for a language where nothing is to be translated: what is filled in, like a day, each language
        writes in its own way.
        """
        fills = {"en": english}
        for language, file in self.files.items():
            if same:
                fills[language] = same(language)
            for name in (key, instead):
                if (section, name) in file.texts:
                    fills[language] = self._compiled(file, (section, name))
                    break
        return Words(key, fills)

    def has(self, section: str, key: str) -> bool:
        """Whether any language has words under that key."""
        return any((section, key) in file.texts for file in self.files.values())

    def _compiled(self, file: WordFile, key: Key) -> Fill:
        try:
            return compile_words(file.texts[key], file.language, at=file.fault(key, "").at)
        except TemplateSyntaxError as error:
            self.faults.append(file.fault(key, f"this template cannot be read: {error.message}"))
            return lambda values: ""


def load_wordbook(folder: Path, languages: Iterable[str]) -> Wordbook:
    """The words of these languages besides English; raises ContentError naming what cannot be read."""
    files: dict[str, WordFile] = {}
    faults: list[Fault] = []
    for language in languages:
        if language != "en":
            try:
                files[language] = read_words(folder / "words" / f"{language}.yaml")
            except ContentError as error:
                faults += error.faults
    if faults:
        raise ContentError(faults)
    return Wordbook(files)

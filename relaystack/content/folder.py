"""A content folder, read once for all that look at it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from relaystack.engine.catalogue import Catalogue
from relaystack.engine.flow import Book, Choose, Option
from relaystack.engine.state import Place

from . import shapes, translatable
from .book import read_book
from .errors import Fault, fault
from .flows import Source
from .programs import load_catalogue
from .translations import Wordbook
from .yaml_lines import line_of, read_yaml


@dataclass(frozen=True)
class Content:
    """What lies in the folder, and where each part of it stands."""

    folder: Path
    book: Book
    catalogue: Catalogue
    sources: Mapping[str, Source]
    wordbook: Wordbook

    @property
    def languages(self) -> list[str]:
        """The languages that the brand lists, its own first."""
        own = str(self.book.brand["language"])
        return list(dict.fromkeys([own, *self.book.brand.get("languages", ())]))

    def step_fault(self, place: Place | None, message: str, *part: str) -> Fault:
        """A fault at a step's question, or at its last verb where it asks nothing; or at a part of that."""
        source = self.sources.get(place.flow) if place else None
        if source is None or place is None or place.step not in source.shape.steps:
            return fault(self.folder / "flows", 1, message)
        return source.fault(("steps", place.step, len(source.shape.steps[place.step]) - 1, *part), message)

    def option_fault(self, place: Place, option: Option, message: str) -> Fault:
        """A fault at an option of a step's choice."""
        question = self.book.flows[place.flow].question(place.step)
        assert isinstance(question, Choose)
        index = next(i for i, one in enumerate(question.options) if one is option)
        last = len(self.book.flows[place.flow].steps[place.step]) - 1
        return self.sources[place.flow].fault(("steps", place.step, last, "options", index), message)

    def phrase_fault(self, key: str, message: str) -> Fault:
        """A fault at one of the bot's own phrases."""
        return fault(self.folder / "phrases.yaml", line_of(self.phrases, key.split(".")), message)

    def words_fault(self, language: str, place: Place | None, message: str) -> Fault:
        """A fault at what a step says in another language."""
        path = ("flows", place.flow, place.step) if place else ()
        return self.wordbook.files[language].missing(path, message)

    def words_of(self, language: str) -> str:
        """The words file of a language, as faults name it."""
        return fault(self.folder / "words" / f"{language}.yaml", 1, "").file

    def program_fault(self, id: str, message: str) -> Fault:
        """A fault at a programme."""
        file = self.folder / "programs.yaml"
        entries = read_yaml(file)
        index = next(i for i, entry in enumerate(entries) if entry["id"] == id)
        return fault(file, line_of(entries, (index,)), f"{id}: {message}")

    @cached_property
    def lookups(self) -> list[tuple[Place, str, str]]:
        """The steps that look programmes up and ask something: by what, and the answer that holds it."""
        found = (
            (Place(source.shape.flow, step), kind, answer)
            for source in self.sources.values()
            for step, verbs in source.shape.steps.items()
            if self.book.flows[source.shape.flow].question(step)
            for verb in verbs
            if isinstance(verb, shapes.FindShape)
            for kind, template in verb.arguments.items()
            for answer in sorted(translatable.used(str(template)))
        )
        return list(dict.fromkeys(found))

    @cached_property
    def phrases(self) -> Any:
        """`phrases.yaml` with its lines."""
        return read_yaml(self.folder / "phrases.yaml")


def load(folder: Path) -> Content:
    """Everything in the folder; raises ContentError with all that is wrong with it."""
    book, sources, wordbook = read_book(folder)
    catalogue = load_catalogue(folder, book.brand["program_link"])
    return Content(folder, book, catalogue, {source.shape.flow: source for source in sources}, wordbook)

"""No text reaches people around the words files.

Greek stands in for any language: it gets every English text with its letters made Greek, and all transcripts are played
in it. Whatever is said in Latin letters then was written where no translator can reach it.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from talking import CONTENT

from relaystack.content import load_book, load_catalogue
from relaystack.content.check import translation_faults as content_words
from relaystack.content.folder import load
from relaystack.content.jinja_templates import words_environment
from relaystack.content.rehearsal import Rehearsal
from relaystack.content.transcripts import transcripts
from relaystack.engine.effects import Speak
from relaystack.engine.events import Incoming
from relaystack.engine.flow import Book
from relaystack.engine.replies import Reply
from relaystack.engine.turn import Turn

_PLURAL = re.compile(r"(\b(?:one|other)=)([\"'][^\"']*)")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
# Links, addresses, currencies, zones, names, keys of options, languages' own names, and what a job site answers.
NO_WORDS = re.compile(
    r"https?://\S+|\S+@\S+|\b(?:USD|EUR|AED|SAR|EB|UTC)\b|^[A-H]\.|Nurse \d|Example Care|Toronto|CAD \d+ an hour"
    r"|\bEspañol\b|London, Ontario|New London|\bLea\b",
    re.MULTILINE,
)


def greek(english: str) -> str:
    """The text with Greek letters for all that a translator would write."""
    parts = words_environment("en").lex(english)
    text = "".join(_LATIN.sub("λ", token) if kind == "data" else token for _, kind, token in parts)
    return _PLURAL.sub(lambda form: form[1] + _LATIN.sub("λ", form[2]), text)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The shipped flows, with Greek."""
    folder = Path(shutil.copytree(CONTENT, tmp_path_factory.mktemp("pseudo") / "nexora"))
    tree: dict[str, Any] = {}
    for text in content_words.english_of(load(folder)).texts.values():
        below = tree
        for name in text.path[:-1]:
            below = below.setdefault(name, {})
        below[text.path[-1]] = greek(text.english)
    (folder / "words").mkdir(exist_ok=True)
    (folder / "words" / "el.yaml").write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    brand = folder / "brand.yaml"
    brand.write_text(re.sub(r"(?m)^languages:.*$", "languages: [en, el]", brand.read_text(encoding="utf-8")))
    return load_book(folder)


class Greek(Rehearsal):
    """Somebody who is always spoken to in Greek; `heard` is what they are told."""

    heard: tuple[Reply, ...] = ()

    def take(self, incoming: Incoming, *, by_person: bool = True, written: datetime | None = None) -> Turn:
        self.person = replace(self.person, language="el")
        turn = super().take(incoming, by_person=by_person, written=written)
        spoke = any(isinstance(effect, Speak) for effect in turn.effects)
        self.heard = () if spoke else turn.replies
        return turn


def bypassing(replies: tuple[Reply, ...], said: set[str]) -> Iterator[str]:
    """Words in Latin letters that neither the person said nor every language has."""
    for reply in replies:
        titles = [part for choice in reply.choices for part in (choice.title, choice.description)]
        link = [reply.link.title] if reply.link else []
        for text in (reply.text, reply.button, *titles, *link):
            words = re.findall(r"[A-Za-zÀ-ɏ]{2,}", NO_WORDS.sub(" ", text))
            yield from (f"{word!r} in {text!r}" for word in words if word.casefold() not in said)


@pytest.mark.parametrize("file", sorted(transcripts.files(CONTENT)), ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_every_text_can_be_translated(file: Path, book: Book) -> None:
    catalogue = load_catalogue(CONTENT, book.brand["program_link"])
    exchanges = transcripts.read(file)
    english, spoken = Rehearsal(book, catalogue), Greek(book, catalogue)
    said: set[str] = {"nexora", "investments"}
    for exchange in exchanges:
        said |= set(re.findall(r"\w+", exchange.happens.casefold())) if exchange.happens[0] == ">" else set()
        for person in (spoken, english):  # who taps by a title taps what stands there in English
            spoken.offered, spoken.heard = english.offered, ()
            transcripts.play(person, exchange.happens)
            if person is spoken:
                assert list(bypassing(spoken.heard, said)) == [], f"line {exchange.line}: {exchange.happens}"

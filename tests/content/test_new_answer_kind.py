"""Is an answer kind one object? Registered, a flow may ask for it, and the bot understands it."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from talking import CONTENT, catalogue

from relaystack.content import ContentError, load_book
from relaystack.content.rehearsal import Rehearsal
from relaystack.engine import answers
from relaystack.engine.answers import ANSWERS, HEARING, AnswerKind, Hearing, Misunderstood
from relaystack.engine.state import Place, State

FLOW = """
flow: shoes
version: 1
steps:
  size:
    - ask: What size do you wear?
      answer: shoe_size
      save: size
      go: thanks
  thanks:
    - say: "Size {{ size }} it is, {{ brand.name }} says."
"""


def understand(words: str, hearing: Hearing = HEARING) -> int | Misunderstood:
    return int(words) if words.isdecimal() else Misunderstood("nothing")


SHOE_SIZE = AnswerKind(
    "shoe_size", understand, reasons=("nothing",), examples=("42",), longest="99", odd=("large",)
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped content with a flow that asks for a shoe size, and the words for it."""
    folder = Path(shutil.copytree(CONTENT, tmp_path / "nexora"))
    (folder / "flows/shoes.yaml").write_text(FLOW, encoding="utf-8")
    phrases = (folder / "phrases.yaml").read_text(encoding="utf-8")
    words = "misunderstood:\n  shoe_size:\n    nothing: A number, please.\n"
    (folder / "phrases.yaml").write_text(phrases.replace("misunderstood:\n", words), encoding="utf-8")
    return folder


def test_a_registered_kind_may_be_asked_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ANSWERS, SHOE_SIZE.name, SHOE_SIZE)
    talk = Rehearsal(load_book(folder), catalogue())
    talk.state = State(Place("shoes", "size"), version=1)
    talk.person = replace(talk.person, last=talk.now)
    assert talk.says("large").replies[0].text.startswith("A number, please.")
    assert talk.says("42").replies[0].text.startswith("Size 42 it is")


def test_a_file_that_ends_with_a_kind_is_one() -> None:
    """Its line in the list cannot be forgotten, and a flow names it as its file is named."""
    files = [file for folder in answers.__path__ for file in Path(folder).glob("*.py")]
    said = {file.stem for file in files if re.search(r"^KIND\b", file.read_text(encoding="utf-8"), re.MULTILINE)}
    assert said == set(ANSWERS)


def test_a_kind_that_nobody_understands_is_refused_with_those_that_there_are(folder: Path) -> None:
    with pytest.raises(ContentError) as refused:
        load_book(folder)
    [fault] = refused.value.faults
    assert fault.at == "nexora/flows/shoes.yaml:7"
    assert fault.message.endswith(f"Input should be {', '.join(map(repr, [*ANSWERS][:-1]))} or 'text'")

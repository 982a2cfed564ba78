"""Is every step that shows programmes measured, for each of them, in each language?"""

import shutil
from datetime import date
from pathlib import Path

import pytest

from relaystack.content.check import program_limits
from relaystack.content.check.turns import Turns
from relaystack.content.folder import load
from relaystack.settings import ROOT

TODAY = date(2026, 11, 29)
LONG = "words " * 150


def problems(folder: Path) -> list[str]:
    content, turns = load(folder), Turns()
    turns.look_at(content)
    return [str(fault) for fault in program_limits.faults(content, turns, content.languages, TODAY)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped content, to spoil."""
    return Path(shutil.copytree(ROOT / "nexora", tmp_path / "nexora"))


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_what_is_shipped_fits() -> None:
    assert problems(ROOT / "nexora") == []


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        # in a list of a category, by its name
        ("programs.yaml", "name: Portugal Golden Visa (", f"name: Portugal ({LONG}", "its programmes"),
        # the reason of one that is closed, in one step that no other programme comes to
        ("programs.yaml", "Repealed by Organic Law 1/2025", f"{LONG} Repealed", "es-golden-visa-closed: its"),
        # only in one language, only where a budget reaches a single programme and its choices become buttons
        ("words/es.yaml", '          title: "Hablar con consultor"\n        again', "        again", "result (es)"),
        # only one country has so many words
        ("flows/residency.yaml", "*: our programs",
         "*: our programs{% if found[0].country == 'Latvia' %}" + LONG * 2 + "{% endif %}", "its in_country"),
    ],
    ids=["a list", "a closed one", "one language", "one country"],
)  # fmt: skip
def test_what_does_not_fit_for_one_programme_is_told(file: str, old: str, new: str, told: str, folder: Path) -> None:
    replace(folder / file, old, new)
    found = problems(folder)
    assert found
    assert any(told in problem for problem in found), found

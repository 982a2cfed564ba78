"""Are message templates read, and is what Meta would refuse told before, with its place and advice?"""

import shutil
from datetime import date
from pathlib import Path

import pytest
from content.planted import line_of
from content.planted_templates import NEWS, PLANTED
from content.translated import in_english
from talking import CONTENT

from relaystack.content import ContentError, load_book
from relaystack.content.check.checker import check_content
from relaystack.content.check.turns import Turns
from relaystack.content.message_templates import load_templates
from relaystack.engine.flow import Book


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book(CONTENT)


def test_the_shipped_templates_are_read_in_all_their_languages(book: Book) -> None:
    templates = load_templates(CONTENT, book)
    assert {name: one.category for name, one in templates.items()} == {
        "appointment_cancelled": "utility", "appointment_freed": "utility", "appointment_moved": "utility",
        "appointment_reminder": "utility", "consultation_reminder": "utility", "follow_up": "utility",
        "new_programme": "marketing",
    }  # fmt: skip
    for one in templates.values():
        assert next(iter(one.wordings)) == "en"
        for wording in one.wordings.values():
            assert "{{" not in wording.as_read(wording.examples)


@pytest.mark.parametrize(
    ("spoken", "found"), [("pt", "pt_BR"), ("zh", "zh_CN"), ("es", "es"), ("es_MX", "es"), ("de", "en"), (None, "en")]
)
def test_a_person_is_written_to_in_their_language_or_in_the_brands(book: Book, spoken: str, found: str) -> None:
    assert load_templates(CONTENT, book)["follow_up"].wording(spoken).language == found


@pytest.mark.parametrize("kind", PLANTED)
def test_a_fault_is_told_with_its_place_and_advice(tmp_path: Path, book: Book, kind: str) -> None:
    name, there, planted, found_at, advice = PLANTED[kind]
    file = _planted(tmp_path, name, there, planted)
    with pytest.raises(ContentError) as refused:
        load_templates(tmp_path / "nexora", book)
    [told] = [str(fault) for fault in refused.value.faults]
    assert told.startswith(f"nexora/{name}:{line_of(file, found_at)}: ")
    assert advice in told


def test_flask_check_refuses_it(tmp_path: Path, turns: Turns) -> None:
    news = in_english(tmp_path) / NEWS
    news.write_text(news.read_text("utf-8").replace("does: stop", "does: menu", 1), "utf-8")
    with pytest.raises(ContentError, match=r"^nexora/templates/new_programme.yaml:5: marketing needs a way out"):
        check_content(tmp_path / "nexora", date(2026, 7, 1), turns)


def test_a_file_that_nobody_would_read_is_told(tmp_path: Path, book: Book) -> None:
    folder = Path(shutil.copytree(CONTENT, tmp_path / "nexora"))
    for name in ("new_programme.yml", "other.YAML"):
        shutil.copy(folder / NEWS, folder / "templates" / name)
    with pytest.raises(ContentError) as refused:
        load_templates(folder, book)
    assert [str(fault) for fault in refused.value.faults] == [
        f"nexora/templates/{name}:1: templates are read from files that end in .yaml; rename it"
        for name in ("new_programme.yml", "other.YAML")
    ]


def test_without_a_folder_there_are_none(tmp_path: Path, book: Book) -> None:
    assert load_templates(tmp_path, book) == {}


def _planted(where: Path, name: str, there: str, planted: str) -> Path:
    file = Path(shutil.copytree(CONTENT, where / "nexora")) / name
    words = file.read_text(encoding="utf-8")
    assert there in words
    file.write_text(words.replace(there, planted, 1), encoding="utf-8")
    return file

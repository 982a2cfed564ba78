"""`flask check` finds every kind of fault that can be planted: that one alone, with its place and advice."""

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from content import planted_words
from content.planted import PLANTED, TOGETHER, TWICE, groups, line_of
from content.translated import in_english, translate

from relaystack.content import ContentError
from relaystack.content.check.checker import check_content
from relaystack.content.check.turns import Turns

pytestmark = pytest.mark.slow

TODAY = date(2026, 7, 1)


@pytest.fixture(scope="module")
def translated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped content with Spanish and Russian."""
    folder = in_english(tmp_path_factory.mktemp("translated"))
    translate(folder, "es", "ru")
    return folder


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped content in English alone: in other languages the same fault would be told once more."""
    return in_english(tmp_path_factory.mktemp("english"))


@pytest.mark.parametrize("kinds", groups(PLANTED, TOGETHER), ids=", ".join)
def test_a_planted_fault_is_told_with_its_place_and_advice(
    english: Path, tmp_path: Path, turns: Turns, kinds: tuple[str, ...]
) -> None:
    _plant(english, tmp_path, turns, [PLANTED[kind] for kind in kinds], sum(1 + (kind in TWICE) for kind in kinds))


@pytest.mark.parametrize("kinds", groups(planted_words.PLANTED, planted_words.TOGETHER), ids=", ".join)
def test_so_is_one_in_the_words_of_another_language(
    tmp_path: Path, translated: Path, turns: Turns, kinds: tuple[str, ...]
) -> None:
    _plant(translated, tmp_path, turns, [planted_words.PLANTED[kind] for kind in kinds], len(kinds))


def test_a_check_that_goes_on_from_another_tells_what_a_new_one_tells(english: Path, tmp_path: Path) -> None:
    name, there, planted, *_ = PLANTED["title too long for a button"]
    folder, turns = Path(shutil.copytree(english, tmp_path / "nexora")), Turns()
    sound = (folder / name).read_text(encoding="utf-8")
    assert "fit to be served" in check_content(folder, TODAY, turns)
    (folder / name).write_text(sound.replace(there, planted, 1), encoding="utf-8")
    with pytest.raises(ContentError) as goes_on:
        check_content(folder, TODAY, turns)
    with pytest.raises(ContentError) as new:
        check_content(folder, TODAY)
    assert goes_on.value.faults == new.value.faults
    (folder / name).write_text(sound, encoding="utf-8")
    assert "fit to be served" in check_content(folder, TODAY, turns)


def test_a_language_without_words_is_told(tmp_path: Path, translated: Path, turns: Turns) -> None:
    folder = Path(shutil.copytree(translated, tmp_path / "nexora"))
    (folder / "words/ru.yaml").unlink()
    with pytest.raises(ContentError, match=r"^nexora/words/ru\.yaml:1: the file is missing; [^\n]*$"):
        check_content(folder, TODAY, turns)


def test_sound_words_of_other_languages_pass(translated: Path, turns: Turns) -> None:
    assert "Content is fit to be served" in check_content(translated, TODAY, turns)


def _plant(
    sound: Path, where: Path, turns: Turns, planted: Sequence[tuple[str, str, str, str, str]], count: int
) -> None:
    """Plant these faults in a copy, and see each told at its place with its advice, and nothing beside them."""
    folder = Path(shutil.copytree(sound, where / "nexora"))
    for name, there, instead, _, _ in planted:
        words = (folder / name).read_text(encoding="utf-8")
        assert there in words
        (folder / name).write_text(words.replace(there, instead, 1), encoding="utf-8")
    with pytest.raises(ContentError) as refused:
        check_content(folder, TODAY, turns)
    for name, _, _, found_at, advice in planted:
        place = f"nexora/{name}:{line_of(folder / name, found_at)}: "
        told = [fault for fault in refused.value.faults if advice in fault.message and str(fault).startswith(place)]
        assert told, (place, advice, refused.value.faults)
    assert len(refused.value.faults) == count, refused.value.faults

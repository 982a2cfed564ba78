"""`intents.yaml` and `handover.yaml`: faults are refused with their place, and every list has all languages."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from talking import CONTENT

from relaystack.content import ContentError, load_book
from relaystack.engine.lexicon import LANGUAGES

PLANTED: dict[str, tuple[str, str, str, str]] = {
    "unknown key": ("intents.yaml", "    keyword: keyword", "    keywords: keyword", "there is no such key"),
    "lost target": ("intents.yaml", "    go: jobs.search", "    go: jobs.seek", "leads to 'jobs.seek'"),
    "lost step of one": (
        "intents.yaml",
        "one: residency.details",
        "one: residency.detail",
        "leads to 'residency.detail'",
    ),
    "no title": ("intents.yaml", "  booking:\n    go", "  meeting:\n    go", "needs a title in phrases.yaml"),
    "a word that YAML takes for yes": ("intents.yaml", "en: [booking", "en: [yes, booking", ""),
    "words not in lists": ("intents.yaml", "en: [book,", "en: book #", "valid list"),
    "unknown kind of file": ("handover.yaml", "media: [image,", "media: [picture,", "no such kind of file: picture"),
    "no quiet minutes": ("handover.yaml", "quiet_minutes: 720", "quiet_minutes: 0", "greater than or equal to 1"),
    "nudge after a day": (
        "flows/consultant.yaml",
        "after_minutes: 0",
        "after_minutes: 1440",
        "less than or equal to 1380",
    ),
    "link without title": ("flows/booking.yaml", "title: Book now, ", "", "this is missing"),
}


@pytest.mark.parametrize(
    "case", [case for case in PLANTED.values() if case[3]], ids=[n for n, c in PLANTED.items() if c[3]]
)
def test_a_planted_fault_is_refused_with_its_place(tmp_path: Path, case: tuple[str, str, str, str]) -> None:
    name, there, planted, advice = case
    folder = Path(shutil.copytree(CONTENT, tmp_path / "nexora"))
    words = (folder / name).read_text(encoding="utf-8")
    assert there in words
    (folder / name).write_text(words.replace(there, planted, 1), encoding="utf-8")
    with pytest.raises(ContentError) as refused:
        load_book(folder)
    told = [fault for fault in refused.value.faults if advice in fault.message]
    assert told, refused.value
    assert told[0].file == f"nexora/{name}"
    assert told[0].line > 1


def lists(data: Any, path: str = "") -> list[tuple[str, dict[str, Any]]]:
    """Every mapping from languages to words, with its path."""
    if not isinstance(data, dict):
        return []
    if "en" in data:
        return [(path, data)]
    return [found for name, value in data.items() for found in lists(value, f"{path}.{name}".strip("."))]


@pytest.mark.parametrize("name", ["intents.yaml", "handover.yaml", "commands.yaml"])
def test_every_list_has_words_in_all_languages(name: str) -> None:
    data = yaml.safe_load((CONTENT / name).read_text(encoding="utf-8"))
    found = lists(data)
    assert found
    for path, by_language in found:
        if path != "languages":
            assert set(by_language) == set(LANGUAGES), path
            assert all(by_language.values()), path


def test_numbers_go_to_ten_in_every_language() -> None:
    numbers = yaml.safe_load((CONTENT / "intents.yaml").read_text(encoding="utf-8"))["numbers"]
    assert {language: len(words) for language, words in numbers.items()} == dict.fromkeys(LANGUAGES, 10)


def test_no_number_word_means_two_numbers() -> None:
    numbers = yaml.safe_load((CONTENT / "intents.yaml").read_text(encoding="utf-8"))["numbers"]
    meant: dict[str, set[int]] = {}
    for words in numbers.values():
        for number, same in enumerate(words, 1):
            for word in same:
                meant.setdefault(word, set()).add(number)
    assert {word: found for word, found in meant.items() if len(found) > 1} == {}

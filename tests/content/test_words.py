"""Words in other languages: what is missing or does not fit is said with file and line; what is there is spoken."""

import shutil
from pathlib import Path

import pytest
from talking import CONTENT, catalogue

from relaystack.content import load_book
from relaystack.content.check import translation_faults as content_words
from relaystack.content.rehearsal import Rehearsal
from relaystack.content.skeleton import write_skeleton
from relaystack.content.translations import read_words
from relaystack.engine.bidi import FSI, PDI
from relaystack.engine.effects import CaptureLead
from relaystack.engine.events import Tapped

ARABIC = """\
flows:
  consultant:
    name:
      ask: ما اسمك الكامل؟
    email:
      ask: شكرًا {{ name }}. ما بريدك الإلكتروني؟
  main_menu:
    menu:
      options:
        consultant:
          label: التحدث إلى مستشار
  eligibility:
    result:
      choose: |
        {{ money(budget) }}: {{ fit.count }} {{ plural(fit.count, zero="برنامج", one="برنامج", two="برنامجان", few="برامج", many="برنامجًا", other="برنامج") }}{{ '' if fit.reached | length else '' }}
        {{ options }}
"""  # noqa: E501


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped content in English and, as far as written here, in Arabic."""
    folder = Path(shutil.copytree(CONTENT, tmp_path / "nexora"))
    brand = folder / "brand.yaml"
    lines = [line for line in brand.read_text(encoding="utf-8").splitlines() if not line.startswith("languages:")]
    brand.write_text("\n".join([*lines, "languages: [en, ar]"]), encoding="utf-8")
    write(folder, ARABIC)
    return folder


def write(folder: Path, words: str) -> None:
    """Write the Arabic words."""
    (folder / "words").mkdir(exist_ok=True)
    (folder / "words" / "ar.yaml").write_text(words, encoding="utf-8")


def talk(folder: Path, *said: str) -> Rehearsal:
    """Somebody who is spoken to in Arabic."""
    rehearsal = Rehearsal(load_book(folder), catalogue(), language="ar")
    for words in said:
        rehearsal.says(words)
    return rehearsal


def test_what_is_missing_is_said_in_english(folder: Path) -> None:
    assert "Explore Residency Programs" in talk(folder).says("hi").replies[0].text
    assert talk(folder, "hi", "3").says("Ana Silva").replies[0].text == (
        f"شكرًا {FSI}Ana Silva{PDI}. ما بريدك الإلكتروني؟"
    )


def test_names_are_kept_apart_once_and_arabic_ones_not_at_all(folder: Path) -> None:
    assert FSI not in talk(folder, "hi", "3").says("محمد علي").replies[0].text
    assert talk(folder, "hi", "3").says("Ana").replies[0].text.count(FSI) == 1


def test_what_is_tapped_holds_no_marks_of_direction(folder: Path) -> None:
    write(folder, ARABIC.replace("التحدث إلى مستشار", '"{{ brand.name }} مستشار"'))
    choices = talk(folder).says("hi").replies[0].choices
    assert choices[2].title == "Nexora Investments مستش…"
    assert not {FSI, PDI} & set("".join(choice.title + choice.description for choice in choices))


def test_customers_read_their_language_and_consultants_english(folder: Path) -> None:
    program = next(p for p in catalogue() if p.status == "open")
    write(folder, f'{ARABIC}programs:\n  "{program.name}": برنامج\n')
    rehearsal = talk(folder, "hi")
    details = rehearsal.take(Tapped(f"residency.in_country.{program.id}?where={program.country_code}"))
    assert details.replies[0].text.startswith("*برنامج*")
    rehearsal.take(Tapped(f"residency.details.consultant?programme={program.id}"))
    rehearsal.says("Ana Silva")
    lead = next(e for e in rehearsal.says("ana@example.com").effects if isinstance(e, CaptureLead))
    assert (lead.interest, lead.country) == (program.name, program.country)


PLANTED = {
    "a value is lost": ("شكرًا {{ name }}.", "شكرًا.", "the English says {{ name }} too"),
    "an unknown value": ("{{ name }}.", "{{ name }} {{ nickname }}.", "{{ nickname }} is not in the English"),
    "a plural form": ('few="برامج", ', "", "plural(…) needs few as well"),
    "too long to tap": ("التحدث إلى مستشار", "التحدث إلى مستشار من شركتنا الآن", "fit; shorten it, or add a `title`"),
    "no such text": ("    name:\n", "    nome:\n", "there is no such text in English"),
}


@pytest.mark.parametrize(("there", "instead", "advice"), PLANTED.values(), ids=PLANTED)
def test_what_does_not_fit_is_said_with_its_line(folder: Path, there: str, instead: str, advice: str) -> None:
    assert there in ARABIC
    before = {str(fault) for fault in content_words.check(folder)}
    write(folder, ARABIC.replace(there, instead))
    after = [str(fault) for fault in content_words.check(folder) if "is not translated" not in str(fault)]
    new = [fault for fault in after if fault not in before]
    assert [fault for fault in new if advice in fault and fault.startswith("nexora/words/ar.yaml:")], new


def test_what_is_not_translated_is_a_fault_of_that_language_alone(folder: Path) -> None:
    assert any("main_menu.menu.choose is not translated" in str(fault) for fault in content_words.check(folder))
    assert content_words.check(folder, ["en"]) == []


def test_todo_keeps_what_is_translated_and_may_run_again(folder: Path) -> None:
    file = folder / "words" / "ar.yaml"
    before = read_words(file).texts
    left = write_skeleton(folder, "ar")
    once = file.read_text(encoding="utf-8")
    assert left > 100
    assert {key: words.strip() for key, words in read_words(file).texts.items()} == {
        key: words.strip() for key, words in before.items()
    }
    assert write_skeleton(folder, "ar") == left
    assert file.read_text(encoding="utf-8") == once

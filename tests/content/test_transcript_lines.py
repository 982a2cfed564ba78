"""What transcripts can say besides words: repeats, losses, crashes, languages, silence."""

from dataclasses import replace
from pathlib import Path

import pytest
from talking import book, catalogue

from relaystack.content.errors import ContentError
from relaystack.content.transcripts import transcripts
from relaystack.engine.flow import Book, Words

MENU, BUDGET = "< 👋 Welcome…", "< 💰 What is your investment budget…"


def played(folder: Path, *lines: str, book: Book = book()) -> list[str]:  # noqa: B008
    """What does not hold in a transcript of these lines."""
    file = folder / "some.txt"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return [f"{fault.line}: {fault.message}" for fault in transcripts.run(file, book, catalogue()).faults]


def test_a_repeated_message_is_not_answered_and_changes_nothing(tmp_path: Path) -> None:
    assert played(tmp_path, "> hi", MENU, "> 2", BUDGET, "* repeats", "<", "> 5000", "< …below…", "! …") != []
    assert played(tmp_path, "> hi", MENU, "> 2", BUDGET, "* repeats", "<", "> back", MENU, "* repeats") == []


def test_what_is_expected_of_a_repeat_does_not_come(tmp_path: Path) -> None:
    assert played(tmp_path, "> hi", MENU, "* repeats", MENU)[0].startswith(
        "3: after `* repeats` the bot says something"
    )


def test_after_a_crash_the_same_comes_of_the_same_message(tmp_path: Path) -> None:
    lines = [
        "> hi",
        MENU,
        "* crash",
        "> 2",
        BUDGET,
        "* crash",
        "> 5000",
        "< …",
        "! lead interest=Eligibility check budget=5000",
    ]
    assert played(tmp_path, *lines, "* crash", "> back", BUDGET) == []


def test_words_that_come_otherwise_after_a_crash_are_told(tmp_path: Path) -> None:
    shown: list[int] = []
    words = Words("help", {"en": lambda values: f"Help {shown.append(1) or len(shown)}"})  # type: ignore[func-returns-value]
    unsteady = replace(book(), phrases={**book().phrases, "help": words})
    told = played(tmp_path, "> hi", MENU, "> help", "< Help…", "* crash", book=unsteady)
    assert told == ["5: after `* crash` the flow fails: the same message is answered otherwise when it is taken again"]


def test_a_lost_answer_cannot_be_tapped(tmp_path: Path) -> None:
    lost = ["> hi", MENU, "> 1", "< 🌍…", "* lost", "> [USA EB-5]", "< That choice is no longer available…"]
    assert played(tmp_path, *lost) == []
    assert played(tmp_path, *lost[:4], *lost[5:]) != []


def test_a_late_message_belongs_to_the_time_it_was_written_in(tmp_path: Path) -> None:
    asked = ["> hi", MENU, "> 2", BUDGET, "@ 40 minutes later"]
    reached = ["< …below…", "! lead interest=Eligibility check budget=5000"]
    assert played(tmp_path, *asked, "* late > 5000", *reached) == []
    assert played(tmp_path, *asked, "> 5000", "< ⏳…") == []


@pytest.mark.parametrize("line", ["* crash", "* lost", "@ language en", "@ country ES"])
def test_nothing_can_be_expected_of_what_nobody_hears(tmp_path: Path, line: str) -> None:
    with pytest.raises(ContentError, match=r"some\.txt:4: this line cannot be read"):
        played(tmp_path, "> hi", MENU, line, "< Hello")


def test_it_may_begin_in_another_language(tmp_path: Path) -> None:
    spanish = replace(book().phrases["help"], by_language={"en": lambda v: "Help", "es": lambda v: "Ayuda"})
    bilingual = replace(book(), phrases={**book().phrases, "help": spanish})
    assert played(tmp_path, "@ language es", "@ country ES", "> hi", "< …", "> help", "< Ayuda…", book=bilingual) == []
    assert played(tmp_path, "> hi", "< …", "> help", "< Help…", book=bilingual) == []


def test_marks_that_nobody_sees_do_not_count(tmp_path: Path) -> None:
    arabic = replace(book().phrases["help"], by_language={"en": lambda v: "\u200fالسعر \u2068USD\u00a0285,000\u2069"})
    right_to_left = replace(book(), phrases={**book().phrases, "help": arabic})
    assert played(tmp_path, "> hi", MENU, "> help", "< السعر USD 285,000", "< [Main menu]", book=right_to_left) == []

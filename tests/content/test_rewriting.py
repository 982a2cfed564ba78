"""`flask check --update`: transcripts say what the bot says now; a failing one is shown side by side."""

from pathlib import Path

import pytest
from talking import book, catalogue

from relaystack.content.transcripts import transcripts
from relaystack.content.transcripts.rewriting import rewrite, updated
from relaystack.content.transcripts.sidebyside import side_by_side


@pytest.mark.parametrize(
    ("expected", "actual", "becomes"),
    [
        (["< Hello"], ["< Good day"], ["< Good day"]),
        (["< Hello…"], ["< Good day", "< to you"], ["< Good day…"]),
        (["< Hello…"], ["< Good day"], ["< Good day"]),
        (["< Hello", "< …", "< Bye"], ["< Hi", "< one", "< two", "< Bye"], ["< Hi", "< …", "< Bye"]),
        (["< Hello", "< …", "< Bye"], ["< Hello", "< one", "< Farewell"], ["< Hello", "< …", "< Farewell"]),
        (["< Hello…", "! lead a=1"], ["< Hello", "< you", "! lead a=2"], ["< Hello…", "! lead a=2"]),
        (["< Hello…", "! lead a=1"], ["< Hello you"], ["< Hello…"]),
        (["< Hello"], ["<", "! opt_out"], ["<", "! opt_out"]),
        ([], ["< Hello"], ["< Hello"]),
        (["< [A] [B]"], ["< [A] [C]"], ["< [A] [C]"]),
    ],
    ids=[
        "line",
        "end left open",
        "whole now",
        "middle left open",
        "end",
        "effect",
        "effect gone",
        "silence",
        "new",
        "taps",
    ],
)
def test_what_was_left_open_stays_open(expected: list[str], actual: list[str], becomes: list[str]) -> None:
    assert updated(expected, actual) == becomes
    assert transcripts.holds(becomes, actual)


def test_only_what_fails_is_rewritten(tmp_path: Path) -> None:
    file = tmp_path / "some.txt"
    file.write_text(
        "# kept\n> hi\n< 👋…\n\n# also kept\n> 5\n< 📅 Book\n# and this\n< here:…\n! lead name=Ana\n> 6\n< 📄…\n"
    )
    played = transcripts.run(file, book(), catalogue())
    assert len(played.faults) == rewrite(played) == 1
    assert file.read_text(encoding="utf-8") == (
        "# kept\n> hi\n< 👋…\n\n# also kept\n> 5\n< 📅 Book your consultation here:\n"
        "< https://nexorainvestments.com/book…\n# and this\n> 6\n< 📄…\n"
    )
    assert rewrite(transcripts.run(file, book(), catalogue())) == 0


def test_a_failing_one_is_shown_side_by_side() -> None:
    expected = ["< Hello, and welcome to all of the many rooms of this house", "< …", "< Bye", "! lead a=1"]
    actual = ["< Good day", "< one", "< two", "< Bye", "! lead a=2"]
    assert side_by_side(expected, actual).splitlines()[2:] == [
        "  ≠ < Hello, and welcome to all of the many rooms of this     < Good day",
        "  ≠     house",
        "    < …                                                       < one",
        "                                                              < two",
        "    < Bye                                                     < Bye",
        "  ≠ ! lead a=1                                                ! lead a=2",
    ]


def test_wide_characters_fit_into_120_columns() -> None:
    shown = side_by_side(["< " + "您好欢迎" * 30], ["< " + "https://nexora.example/" + "x" * 90])
    assert max(sum(2 if "\u4e00" <= c <= "\u9fff" else 1 for c in line) for line in shown.splitlines()) <= 120

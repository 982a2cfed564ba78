"""`flask check`: the shipped content passes, and what cannot be served is refused in words."""

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from content.planted import line_of
from talking import CONTENT

from relaystack.content import ContentError
from relaystack.content.check.checker import check_content
from relaystack.content.check.turns import Turns

pytestmark = pytest.mark.slow

TODAY = date(2026, 7, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped content to plant a fault in."""
    return Path(shutil.copytree(CONTENT, tmp_path / "nexora"))


def refusal(folder: Path, turns: Turns | None = None) -> list[str]:
    """What the checker says against a folder, one line a fault."""
    with pytest.raises(ContentError) as refused:
        check_content(folder, TODAY, turns)
    return str(refused.value).splitlines()


def test_the_shipped_content_passes(turns: Turns) -> None:
    report = check_content(CONTENT, TODAY, turns)
    assert report.startswith("Content is fit to be served: 8 flows, 24 programmes,")
    assert "Figures to be looked at again: ae-green-visa-investor." in report


def test_its_transcripts_pass_every_step(turns: Turns) -> None:
    report = check_content(CONTENT, TODAY, turns)
    passed, steps = re.search(r"Transcripts pass (\d+) of (\d+) steps", report).groups()  # type: ignore[union-attr]
    assert passed == steps


def test_a_step_without_a_transcript_is_a_fault(folder: Path, turns: Turns) -> None:
    (folder / "transcripts/residency/none_open.txt").unlink()
    line = line_of(folder / "flows/residency.yaml", "  none_open:")
    assert refusal(folder, turns) == [
        f"nexora/flows/residency.yaml:{line}: no transcript passes step none_open; "
        "write one in transcripts/residency/ that does"
    ]


def test_all_faults_are_told_at_once(folder: Path) -> None:
    for name in ("brand.yaml", "commands.yaml", "flows/jobs.yaml"):
        (folder / name).write_text("nonsense: true\n", encoding="utf-8")
    (folder / "phrases.yaml").unlink()
    told = "\n".join(refusal(folder))
    for name in ("brand.yaml", "commands.yaml", "phrases.yaml", "flows/jobs.yaml"):
        assert f"nexora/{name}:" in told


@pytest.mark.parametrize("name", ["brand.yaml", "commands.yaml", "phrases.yaml", "programs.yaml"])
@pytest.mark.parametrize(
    ("spoil", "advice"),
    [
        (lambda file: file.unlink(), "the file is missing"),
        (lambda file: file.write_bytes(b"name: caf\xe9\n"), "this is not UTF-8; save the file as UTF-8"),
        (lambda file: file.write_text("a: [1,\nb: }"), "this is not valid YAML"),
        (lambda file: file.write_text("a: \x00"), "this is not valid YAML"),
        (lambda file: file.write_text("a: {{ b }}"), "put quotes around values that begin with {{"),
        (lambda file: file.write_text("- [1"), "this is not valid YAML"),
        (lambda file: file.write_text(""), ""),
        (lambda file: file.write_text("just words"), ""),
    ],
    ids=["missing", "not UTF-8", "broken", "NUL", "no quotes", "open list", "empty", "no mapping"],
)
def test_a_spoilt_file_is_named(folder: Path, name: str, spoil: Callable[[Path], None], advice: str) -> None:
    spoil(folder / name)
    told = refusal(folder)
    assert any(line.startswith(f"nexora/{name}:") and advice in line for line in told), told


def test_a_folder_without_flows_or_no_folder_is_told(folder: Path) -> None:
    shutil.rmtree(folder / "flows")
    assert "needs a step menu" in refusal(folder)[0]
    shutil.rmtree(folder)
    assert "set CONTENT_DIR" in refusal(folder)[0]


def test_a_failing_transcript_is_shown_with_what_was_expected_and_given(folder: Path, turns: Turns) -> None:
    file = folder / "transcripts/booking/link.txt"
    file.write_text("# booking\n> hi\n< 👋 Welcome…\n> 5\n< 📅 Book here\n! lead name=Ana\n", encoding="utf-8")
    told = refusal(folder, turns)
    assert told[0] == "nexora/transcripts/booking/link.txt:4: after `> 5` the bot says something else"
    assert [line.split() for line in told[3:]] == [
        ["≠", "<", "📅", "Book", "here", "<", "📅", "Book", "your", "consultation", "here:"],
        ["≠", "!", "lead", "name=Ana"],
        ["≠", "<", "https://nexorainvestments.com/book"],
        ["≠", "<", "[link", "Book", "now]"],
    ]

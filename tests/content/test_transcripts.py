"""The conversations that must hold do hold, and a transcript that says something else fails."""

from pathlib import Path

import pytest
from talking import CONTENT, book, catalogue

from relaystack.content import ContentError
from relaystack.content.transcripts import transcripts

FILES = list(transcripts.files(CONTENT))


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_transcript_holds(file: Path) -> None:
    played = transcripts.run(file, book(), catalogue())
    assert [str(fault) for fault in played.faults] == []


def test_every_flow_has_one() -> None:
    assert {file.parent.name for file in FILES} >= set(book().flows)


def test_every_language_has_the_main_path() -> None:
    others = set(book().brand["languages"]) - {"en"}
    assert {file.stem for file in FILES if file.parent.name == "languages"} == others


def played(folder: Path, *lines: str) -> list[str]:
    """What does not hold in a transcript of these lines."""
    file = folder / "some.txt"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    faults = transcripts.run(file, book(), catalogue()).faults
    return [f"{fault.line}: {fault.message.splitlines()[0]}" for fault in faults]


@pytest.mark.parametrize(
    "answer",
    [["< …"], ["< 👋 Welcome…"], ["< …Reply with a number…"], ["< 👋…Eligibility", "< …", "< …number.", "< […]"]],
    ids=["anything", "beginning", "middle", "several lines"],
)
def test_an_ellipsis_stands_for_anything(tmp_path: Path, answer: list[str]) -> None:
    assert played(tmp_path, "> hi", *answer) == []


@pytest.mark.parametrize(
    "lines",
    [
        ["> hi"],
        ["> hi", "<"],
        ["> hi", "< 👋 Welcome"],
        ["> hi", "< 👋 Welcome…", "! opt_in"],
        ["> stop", "< You will…"],
        ["> stop", "< You will…", "! opt_out now"],
    ],
    ids=["no answer", "silence", "half an answer", "an effect too many", "an effect too few", "another effect"],
)
def test_what_differs_fails(tmp_path: Path, lines: list[str]) -> None:
    assert played(tmp_path, *lines) == [f"1: after `{lines[0]}` the bot says something else"]


@pytest.mark.parametrize(
    "line",
    ["hello", "@ tomorrow", "@ 2026-02-30", "@ 31 minuts later", "* rain", "* jobs many", "* shares", "- hi"],
)
def test_a_line_of_another_kind_is_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(ContentError, match=r"some\.txt:2: this line cannot be read"):
        played(tmp_path, "# a comment", line)


def test_what_is_expected_of_a_passing_hour_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"some\.txt:4:"):
        played(tmp_path, "> hi", "< …", "@ 31 minutes later", "< ⏳…")


def test_a_transcript_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "some.txt"
    file.write_bytes(b"> hi\n< caf\xe9\n")
    with pytest.raises(ContentError, match=r"some\.txt:2: this is not UTF-8"):
        transcripts.run(file, book(), catalogue())


def test_pictures_pauses_and_missing_keys_can_be_played(tmp_path: Path) -> None:
    lines = [
        "@ without search_jobs", "> hi", "< …", "* shares image", "< …picture…", "! hand_over reason=media",
        "* handed back", "< …again…", "> 4", "< Which country…",
        "> Canada", "< A consultant will look…", "! lead interest=Jobs abroad country=Canada", "@ 1 day later",
        "> 1", "< ⏳…",
    ]  # fmt: skip
    assert played(tmp_path, *lines) == []

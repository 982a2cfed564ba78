"""`flask chat`: talking in the terminal, and keeping it as a transcript that holds."""

import io
from pathlib import Path

import pytest
from talking import CONTENT, MENU, book, catalogue

from relaystack.content.chat import HELP, run_chat
from relaystack.content.transcripts import transcripts


def chatted(*lines: str, save: Path | None = None) -> str:
    """What the terminal shows."""
    shown: list[str] = []
    run_chat(CONTENT, save, io.StringIO("\n".join(lines)), shown.append)
    return "\n".join(shown)


def test_a_flow_can_be_walked() -> None:
    shown = chatted("hi", "[Talk to Consultant]", "Ana Silva", "ana@example.com")
    assert all(f"< {line}".rstrip() in shown for line in MENU.splitlines())
    assert "< Thank you, Ana Silva. What is your e-mail address?" in shown
    assert "! lead name=Ana Silva email=ana@example.com interest=Talk to Consultant" in shown


def test_time_and_searches_are_steered() -> None:
    shown = chatted("hi", "4", "Canada", ":jobs 1", ":later 31", "hm", ":quit", "never read")
    assert "< 💼 1 job in Canada:" in shown
    assert "< ⏳ It has been a while, so we start again from the menu." in shown
    assert "never read" not in shown


@pytest.mark.parametrize("line", [":what", ":later", ":later soon", ":jobs", ":jobs many"])
def test_an_unknown_steering_line_shows_the_help(line: str) -> None:
    assert chatted("hi", line).count(HELP) == 2


def test_a_saved_chat_is_a_transcript_that_holds(tmp_path: Path) -> None:
    file = tmp_path / "kept.txt"
    said = ["hi", "2", "lots", "250k", "1", "back", "[Talk to Consultant]", "Ana", ":later 31", "hm", "0"]
    jobs = ["ana@example.com", "menu", "4", "Canada", ":jobs 2", "1", "Nauru", ":jobs no_site", ":jobs failed"]
    shown = chatted(*said, *jobs, "stop", "hi", "start", "6", save=file)
    assert f"Kept as {file}." in shown
    played = transcripts.run(file, book(), catalogue())
    assert played.faults == []
    assert {"eligibility.result", "consultant.email", "jobs.found"} <= played.passed


def test_why_tells_what_was_read_and_which_rule_won() -> None:
    shown = chatted(
        ":why", "hi", "can my parents come too, in Portugal?", ":why", "how long?", ":why", "[Main menu]", ":why"
    )
    assert shown.count("Nothing was typed yet") == 2
    assert "named: PT" in shown
    assert "topics: family" in shown
    assert "rule: fact about pt-" in shown
    assert "in focus: pt-" in shown
    assert "topics: processing_time" in shown


def test_why_tells_of_a_wish_beside_a_question() -> None:
    shown = chatted("hi", "jobs in Greece", ":why", "menu", ":why")
    assert "wish: jobs (it comes first)" in shown
    assert "steps: jobs" in shown
    assert "command: menu" in shown

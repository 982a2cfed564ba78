"""`flask check` and `flask flows`, as somebody who writes flows uses them."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, STDOUT
from threading import Timer
from typing import IO

import pytest
from click.testing import CliRunner, Result
from content.translated import in_english
from processes import BIN, environment, finished

from relaystack import Relaystack
from relaystack.cli.commands import Commands
from relaystack.settings import ROOT, from_env

DEADLINE = 180


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped content in English alone."""
    return in_english(tmp_path)


def run(folder: Path, name: str, *arguments: str) -> Result:
    """Run one of the commands."""
    parts = Relaystack(from_env({"CONTENT_DIR": str(folder)}))
    return CliRunner().invoke(Commands(parts), [name, *arguments])


def test_sound_content_is_fit_and_the_time_is_told(folder: Path) -> None:
    done = run(folder, "check")
    assert done.exit_code == 0
    assert done.stdout.startswith("Content is fit to be served")
    assert "Checked in " in done.stdout


def test_faults_are_counted_and_fail_the_command(folder: Path) -> None:
    file = folder / "flows/booking.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("version: ", "edition: "), encoding="utf-8")
    done = run(folder, "check")
    assert done.exit_code == 1
    assert "nexora/flows/booking.yaml:" in done.stderr
    assert "2 faults, " in done.stderr


def test_update_rewrites_transcripts_and_checks_again(folder: Path) -> None:
    file = folder / "flows/brochure.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("Download our", "Here is our"), encoding="utf-8")
    assert run(folder, "check").exit_code == 1
    done = run(folder, "check", "--update")
    assert done.exit_code == 0
    assert f"Rewritten: {folder}/transcripts/brochure/document.txt: 1" in done.stdout
    assert "< 📄 Here is our brochure:" in (folder / "transcripts/brochure/document.txt").read_text(encoding="utf-8")


def test_a_diagram_is_printed_or_written(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(folder, "flows", "diagram").stdout.startswith("flowchart LR")
    assert run(folder, "flows", "diagram", "--page", f"{tmp_path}/flows.md").stdout == f"Written: {tmp_path}/flows.md\n"
    assert "```mermaid\nflowchart LR" in (tmp_path / "flows.md").read_text(encoding="utf-8")
    monkeypatch.setenv("PATH", "")
    done = run(folder, "flows", "diagram", "--svg", f"{tmp_path}/flows.svg")
    assert done.exit_code == 1
    assert "Install it" in done.stderr


def test_content_that_cannot_be_served_can_be_checked_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    (folder / "brand.yaml").unlink()
    environ = environment(CONTENT_DIR=str(folder), DATABASE_URL=f"sqlite:///{tmp_path}/bot.db")

    def flask(command: str) -> str:
        done = finished([BIN / "flask", command], environ)
        assert done.returncode != 0
        return done.stderr

    assert flask("check").startswith("nexora/brand.yaml:1: the file is missing")
    assert flask("init-db").startswith("Relaystack does not start.\nnexora/brand.yaml:1: the file is missing")


def test_a_watched_folder_is_checked_again_when_it_changes(folder: Path, tmp_path: Path) -> None:
    file = folder / "brand.yaml"
    sound = file.read_text(encoding="utf-8")
    file.unlink()
    environ = environment(CONTENT_DIR=str(folder), DATABASE_URL=f"sqlite:///{tmp_path}/bot.db", PYTHONUNBUFFERED="1")
    with _running([str(BIN / "flask"), "check", "--watch"], environ) as said:
        assert _until("1 fault, ", said).startswith("nexora/brand.yaml:1: the file is missing")
        file.write_text(sound, encoding="utf-8")
        assert "Content is fit to be served" in _until("Checked in ", said)
        (folder / "transcripts/booking/new.txt").write_text("? hm\n", encoding="utf-8")
        assert "nexora/transcripts/booking/new.txt:1: this line cannot be read" in _until("1 fault, ", said)


@contextmanager
def _running(command: list[str], environ: dict[str, str]) -> Iterator[IO[str]]:
    """What a process says, line by line; one that says nothing for long is ended, and so is the reading."""
    process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=PIPE, stderr=STDOUT, text=True)
    timer = Timer(DEADLINE, process.kill)
    timer.start()
    assert process.stdout
    try:
        assert process.stdout.readline().startswith("Watching ")
        yield process.stdout
    finally:
        timer.cancel()
        process.terminate()
        process.communicate()


def _until(words: str, said: IO[str]) -> str:
    lines = []
    for line in said:
        lines.append(line)
        if words in line:
            break
    return "".join(lines)

"""Does the recipe for a new migration work, to the letter?"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from processes import environment, finished

from relaystack.settings import ROOT


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the program, whose models a test may change."""
    for name in ("relaystack", "migrations"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "static"))
    return tmp_path


def _run(project: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return finished([sys.executable, *command], environment(), project)


def _draft(project: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return _run(project, "-m", "migrations.draft", *words)


def _versions(project: Path) -> list[str]:
    return sorted(file.name for file in (project / "migrations" / "versions").glob("[0-9]*.py"))


def test_a_new_column_gets_the_next_migration_and_reaches_the_database(project: Path) -> None:
    before = _versions(project)
    model = project / "relaystack" / "models" / "lead.py"
    column = "    favourite_colour: Mapped[str | None]\n"
    table = """

class Colour(Base):
    __tablename__ = "colours"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    seen_at: Mapped[datetime]
    where: Mapped[dict[str, Any]]
"""
    changed = model.read_text().replace("    notes: Mapped[str]", f"{column}    notes: Mapped[str]") + table
    model.write_text(changed)
    done = _draft(project, "Ask for colours")
    assert done.returncode == 0, done.stderr
    [written] = set(_versions(project)) - set(before)
    assert written == f"{int(before[-1][:4]) + 1:04}_ask_for_colours.py"
    assert f"migrations/versions/{written}" in done.stdout
    text = (project / "migrations" / "versions" / written).read_text()
    assert "favourite_colour" in text
    assert "relaystack" not in text, "a migration stays what it is while the program goes on changing"
    assert "agree" in _draft(project, "Again").stdout, "it migrates, and nothing is left to write"


@pytest.mark.parametrize("words", [(), ("",), (" ",)])
def test_a_migration_without_a_subject_is_not_written(project: Path, words: tuple[str, ...]) -> None:
    before = _versions(project)
    done = _draft(project, *words)
    assert (done.returncode, _versions(project)) == (2, before)
    assert "make migration M=" in done.stdout

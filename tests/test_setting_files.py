"""Two companies from one checkout: does each have its own settings, database and files?"""

import subprocess
import sys
from pathlib import Path

import pytest
from processes import BIN, environment

from relaystack.settings import ROOT, Settings, from_env

pytestmark = pytest.mark.slow

SHOWN = "from relaystack.settings import load; s = load(); print(s.api_token, s.port, s.database_url)"


def run(folder: Path, *command: str | Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """A command in a folder whose `.env` is the first company's."""
    with_app = environment(FLASK_APP=str(ROOT / "app.py"), PYTHONPATH=str(ROOT), **environ)
    return subprocess.run(command, cwd=folder, env=with_app, capture_output=True, text=True)


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """A folder with the settings of two companies; the first one's would stop the second."""
    (tmp_path / ".env").write_text(f"API_TOKEN=first\nPORT=nonsense\nDATABASE_URL=sqlite:///{tmp_path}/first.db\n")
    (tmp_path / "second.env").write_text(f"API_TOKEN=second\nDATABASE_URL=sqlite:///{tmp_path}/second.db\n")
    return tmp_path


def test_a_named_file_stands_in_the_place_of_the_usual_one(two: Path) -> None:
    """Also for `flask`, which reads `.env` before it knows of anything else."""
    said = run(two, BIN / "flask", "init-db", ENV_FILE=str(two / "second.env"))
    assert said.returncode == 0, said.stderr
    assert [file.name for file in two.glob("*.db")] == ["second.db"]
    assert "PORT" in run(two, BIN / "flask", "init-db").stderr


def test_the_environment_comes_first(two: Path) -> None:
    said = run(two, sys.executable, "-c", SHOWN, ENV_FILE=str(two / "second.env"), API_TOKEN="given")
    assert said.stdout.split() == ["given", "5000", f"sqlite:///{two}/second.db"]
    flask = run(two, BIN / "flask", "init-db", ENV_FILE=str(two / "second.env"), PORT="nonsense")
    assert "PORT: must be a whole number" in flask.stderr


@pytest.mark.parametrize(
    ("file", "words"), [("gone.env", "cannot be read (No such file"), ("", "cannot be read (Is a")]
)
def test_a_file_that_cannot_be_read_is_named(two: Path, file: str, words: str) -> None:
    said = run(two, BIN / "flask", "init-db", ENV_FILE=str(two / file))
    assert said.returncode
    assert words in said.stderr
    assert "Traceback" not in said.stderr


def test_companies_share_neither_database_nor_files_unless_that_is_said() -> None:
    folders = ("nexora", "acme", "/srv/acme/content", "/srv/other/content", str(ROOT / "nexora"), "./nexora/")
    nexora, acme, one, other, *same = (from_env({"CONTENT_DIR": folder}) for folder in folders)
    assert (nexora.database_url, nexora.media_dir) == (Settings.database_url, Settings.media_dir)
    assert (acme.database_url, acme.media_dir) == ("sqlite:///acme_whatsapp.db", ROOT / "instance" / "media_acme")
    assert len({(s.database_url, s.media_dir) for s in (nexora, acme, one, other)}) == 4
    assert {s.database_url for s in same} == {nexora.database_url}
    said = from_env({"CONTENT_DIR": "acme", "DATABASE_URL": "sqlite:///x.db", "MEDIA_DIR": "/srv/media"})
    assert (said.database_url, said.media_dir) == ("sqlite:///x.db", Path("/srv/media"))

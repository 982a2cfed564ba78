"""Does a database that cannot be used say in one sentence what to do?"""

import os
from pathlib import Path

import pytest
from processes import BIN, environment, finished, free_port
from sqlalchemy import make_url


def _init_db(url: str) -> str:
    done = finished([BIN / "flask", "init-db"], environment(DATABASE_URL=url, FLASK_SKIP_DOTENV="1"))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"database": "no_such"}, "Create that database"),
        ({"username": "no_such"}, "Mend the user or the password"),
        ({"host": "no-such.invalid"}, "Mend the host"),
        ({"host": "127.0.0.1", "port": 1}, "Start PostgreSQL, or mend host and port"),
    ],
)
def test_a_postgresql_that_lets_nobody_in(change: dict[str, str | int], words: str, database_url: str) -> None:
    address = make_url(database_url)
    wrong = address.set(query={}) if "host" in change else address
    said = _init_db(wrong.set(**change).render_as_string(hide_password=False))  # type: ignore[arg-type]
    assert words in said
    assert "init-db" not in said, "that is what was just done"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert "an existing folder" in _init_db(f"sqlite:///{tmp_path}/no/such.db")


def test_a_disk_that_is_full(tmp_path: Path) -> None:
    """The kernel's own full disk."""
    os.symlink("/dev/full", tmp_path / "bot.db")
    assert "Make room" in _init_db(f"sqlite:///{tmp_path}/bot.db")


def test_tables_that_are_not_there(tmp_path: Path) -> None:
    here = {"DATABASE_URL": f"sqlite:///{tmp_path}/bot.db", "PORT": str(free_port()), "FLASK_SKIP_DOTENV": "1"}
    done = finished([BIN / "flask", "seed-programs"], environment(**here))
    assert done.returncode == 1
    assert "run `flask init-db`" in done.stderr

"""Does every start that cannot be say in one line what is wrong with a path, and what to do?"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from bot import Bot
from processes import BIN, environment, finished, free_port
from services.service_tools import outage, wait_for, workers
from sqlalchemy import event

from relaystack.errors import SettingsError
from relaystack.services.storage.database import Database
from relaystack.settings import load as load_settings

STARTS = {
    "python": [str(BIN / "python"), "app.py"],
    "gunicorn": [str(BIN / "gunicorn"), "app:app"],
    "init-db": [str(BIN / "flask"), "init-db"],
    "worker": [str(BIN / "flask"), "worker"],
}


def _start(how: str, **environ: str) -> str:
    """What a start says that ends by itself, with a code that is not 0."""
    ports = {"PORT": str(free_port()), "SIMULATOR_PORT": str(free_port()), "FLASK_SKIP_DOTENV": "1"}
    done = finished(STARTS[how], environment(**ports, **environ))
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    return done.stderr


def _garbage(folder: Path) -> Path:
    (folder / "bot.db").write_bytes(b"%PDF-1.7 this is a brochure" * 50)
    return folder / "bot.db"


def _loop(folder: Path) -> Path:
    (folder / "a").symlink_to("b")
    (folder / "b").symlink_to("a")
    return folder / "a"


def _file_as_folder(folder: Path) -> Path:
    (folder / "file").write_text("x")
    return folder / "file" / "bot.db"


DATABASES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "garbage": (_garbage, "no SQLite database"),
    "a folder": (lambda folder: folder, "it is a folder where a file is needed"),
    "too long": (lambda folder: folder / ("x" * 300), "too long"),
    "a loop": (_loop, "circle"),
    "below a file": (_file_as_folder, "is a file where a folder is needed"),
    "no folder": (lambda folder: folder / "no" / "bot.db", "an existing folder"),
}


@pytest.mark.parametrize(("how", "what"), [
    ("init-db", "garbage"), ("init-db", "a folder"), ("init-db", "too long"), ("init-db", "a loop"),
    ("init-db", "below a file"), ("python", "garbage"), ("gunicorn", "no folder"), ("worker", "too long"),
])  # fmt: skip
def test_a_database_file_that_can_never_be_used_is_said_at_the_start(how: str, what: str, tmp_path: Path) -> None:
    make, words = DATABASES[what]
    said = _start(how, DATABASE_URL=f"sqlite:///{make(tmp_path)}")
    assert words in said
    assert "unable to open" not in said or "\n" in said.strip()


@pytest.mark.parametrize("what", ["folder", "loop", "below a file"])
def test_a_settings_file_that_cannot_be_read_is_said(what: str, tmp_path: Path) -> None:
    """Root may read any file: these fail for root as well."""
    file = {"folder": tmp_path, "loop": _loop(tmp_path)}.get(what) or _file_as_folder(tmp_path).parent
    if what == "below a file":
        link = tmp_path / ".env"
        link.symlink_to(file / ".env")
        file = link
    with pytest.raises(SettingsError, match=r"The settings cannot be read: .*: .*\.$"):
        load_settings(file)


def test_a_settings_file_of_another_user_is_said(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("PORT=5000\n")
    file.chmod(0)
    child = os.fork()
    if child == 0:  # as somebody who is not root
        code = 1
        try:
            os.setgroups([])
            os.setuid(65534) if os.getuid() == 0 else None
            load_settings(file)
        except SettingsError as error:
            code = 0 if "may not use it" in str(error) else 2
        except PermissionError:  # the folder of the test is closed to others
            code = 0
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_an_instance_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "instance").write_text("a file")
    for place in (tmp_path / "instance", tmp_path / "instance" / "below", tmp_path / ("x" * 300)):
        with pytest.raises(SettingsError, match=r"The folder for the database cannot be made: .*: .*\.$"):
            Database("sqlite:///bot.db", place)


@pytest.mark.parametrize("name", ["CONTENT_DIR", "MEDIA_DIR"])
def test_other_paths_end_no_command_with_a_traceback(name: str, tmp_path: Path) -> None:
    for place in (_loop(tmp_path), tmp_path / ("x" * 300), _file_as_folder(tmp_path)):
        here = {"DATABASE_URL": f"sqlite:///{tmp_path}/new.db", name: str(place)}
        done = finished(STARTS["init-db"], environment(FLASK_SKIP_DOTENV="1", **here))
        assert "Traceback" not in done.stderr
        for made in ("a", "b"):
            (tmp_path / made).unlink(missing_ok=True)


def test_a_database_that_stays_away_is_said_once_with_its_cause(
    bot: Bot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("relaystack.services.delivery.delivery.OUTAGE_PAUSE", 0.01)

    def waits() -> list[str]:
        said = [record.getMessage() for record in caplog.records]
        return [words for words in said if words.startswith("delivery waits for the database")]

    failed = 0

    def note(context: object) -> None:
        nonlocal failed
        failed += 1

    event.listen(bot.parts.database.engine, "handle_error", note)
    with workers(bot):
        wait_for(lambda: bot.rows("SELECT 1 FROM carriers"))
        with outage(bot, "carriers"):
            wait_for(lambda: failed > 10)
        wait_for(lambda: any("it works again" in r.getMessage() for r in caplog.records))
    assert len(waits()) == len(set(waits())), "each cause is said once, however often it fails"

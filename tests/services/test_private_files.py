"""May other users of the machine read the files that hold customers' words?"""

import asyncio
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from relaystack.gateways.folder import Folder
from relaystack.services.storage import migrations
from relaystack.services.storage.database import Database
from relaystack.services.storage.probe import DatabaseProbe


@pytest.fixture(autouse=True)
def careless() -> Iterator[None]:
    """A machine on which new files are everybody's, unless somebody says otherwise."""
    before = os.umask(0)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, str]:
    """The rights of others to all that lies there."""
    return {str(path.relative_to(folder)): oct(path.stat().st_mode & 0o077) for path in folder.rglob("*")}


def test_a_new_database_is_its_users_alone_from_the_first_byte(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    database = Database("sqlite:///new.db", folder)
    migrations.upgrade(database)
    with database.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
        assert modes(tmp_path) == dict.fromkeys(
            ["instance", "instance/new.db", "instance/new.db-wal", "instance/new.db-shm"], "0o0"
        )
    database.close()


def test_one_that_others_could_read_is_mended_at_the_start(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "new.db"
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("PRAGMA journal_mode=WAL")
    other.execute("CREATE TABLE x (y)")
    file.chmod(0o644)
    assert set(modes(tmp_path).values()) == {"0o44"}
    database = Database(f"sqlite:///{file}", tmp_path)
    with database.reading():
        assert set(modes(tmp_path).values()) == {"0o0"}
    assert "new.db could be opened by other users" in caplog.text
    other.close()
    database.close()


def test_who_only_looks_leaves_no_open_file_either(tmp_path: Path) -> None:
    DatabaseProbe(Database(f"sqlite:///{tmp_path}/new.db", tmp_path)).ask(
        lambda connection: connection.scalar(text("SELECT 1"))
    )
    assert modes(tmp_path) == {"new.db": "0o0"}


def test_files_of_customers_are_their_users_alone(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()

    async def keep(root: Path) -> None:
        folder = Folder(root, "MEDIA_DIR")
        async with folder.draft() as draft:
            await draft.write(b"a picture")
            await draft.keep("ab/abcd.jpg")
        folder.close()

    for root in (tmp_path / "new" / "media", tmp_path / "old"):
        asyncio.run(keep(root))
    assert set(modes(tmp_path).values()) == {"0o0"}

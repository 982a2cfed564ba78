"""Does the tests' own PostgreSQL end with them, and is a database that comes back as it was?"""

import os
import subprocess
import sys

import pytest
from postgres import Databases, execute
from processes import environment
from services.service_tools import wait_for
from sqlalchemy import create_engine, text

from relaystack.settings import ROOT

pytestmark = pytest.mark.slow

WAITS = """
from postgres import embedded_postgres
from sqlalchemy import create_engine, text
with embedded_postgres() as address, create_engine(address("postgres")).connect() as connection:
    print(connection.scalar(text("SELECT pg_backend_pid()")), flush=True)
    input()
"""


def _is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_server_ends_with_tests_that_are_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WAITS], env=environment(PYTHONPATH=f"{ROOT}:{ROOT / 'tests'}"), text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout
        backend = int(process.stdout.readline())
        assert _is_there(backend)
        process.kill()
        process.wait()
        wait_for(lambda: not _is_there(backend), timeout=60)


@pytest.mark.parametrize(
    "change",
    ["DELETE FROM investment_programs", "UPDATE schema_floor SET oldest = '9998'", "DROP TABLE digests",
     "ALTER TABLE outbox ADD COLUMN x int", "CREATE TABLE more (id int)"],
)  # fmt: skip
def test_a_database_that_comes_back_is_as_the_template(postgres_databases: Databases, change: str) -> None:
    with postgres_databases.one() as url:
        execute(url, change)
    with postgres_databases.one() as url:
        engine = create_engine(url)
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM investment_programs")) == 24
            assert connection.scalar(text("SELECT count(*) FROM schema_floor WHERE oldest = '9998'")) == 0
            columns = (
                "SELECT count(*) FROM information_schema.columns WHERE table_name = 'outbox' AND column_name = 'x'"
            )
            assert connection.scalar(text(columns)) == 0
            tables = "SELECT count(*) FROM pg_tables WHERE tablename IN ('digests', 'more')"
            assert connection.scalar(text(tables)) == 1
        engine.dispose()

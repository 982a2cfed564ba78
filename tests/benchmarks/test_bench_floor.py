"""Does the floor run the same statements, with other people's values in them?"""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bench import bodies
from bench.databases import Tally
from bench.fill import fill
from bench.journal import Statement, read, transactions
from bench.pgbench import Script


def test_a_line_of_the_log_gives_the_statement_and_its_values() -> None:
    entry = {
        "message": "execute _pg3_1: UPDATE t SET a = $1, b = $2\nWHERE c = $3",
        "detail": "Parameters: $1 = 'it''s $2 = ''x''', $2 = NULL, $3 = '7'",
    }
    assert read(entry) == Statement("UPDATE t SET a = $1, b = $2\nWHERE c = $3", {1: "it's $2 = 'x'", 2: None, 3: "7"})


def test_statements_are_told_apart_by_transaction() -> None:
    said = [
        Statement(sql) for sql in ("SELECT 0", "BEGIN", "UPDATE a", "COMMIT", "BEGIN", "UPDATE b", "UPDATE c", "COMMIT")
    ]
    assert [[one.sql for one in group] for group in transactions(said)] == [["UPDATE a"], ["UPDATE b", "UPDATE c"]]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        pytest.param(None, "NULL", id="nothing"),
        pytest.param("12", ":c", id="the number itself"),
        pytest.param("{12,3}", "(E'{' || (:c)::text || E',3}')", id="the number in an array"),
        pytest.param("US.15550120000", "(E'US.' || (:p)::text)", id="a phone in a longer word"),
        pytest.param("1245", "E'1245'", id="a longer number that begins with it"),
        pytest.param("10:30 o'clock", "E'10\\x3A30 o\\'clock'", id="nothing that pgbench would read as a variable"),
    ],
)
def test_values_become_expressions(value: str | None, written: str) -> None:
    script = Script([], {"12": ":c", "15550120000": ":p"})
    assert script.of([[Statement("SELECT $1", {1: value})]]) == f"BEGIN;\nSELECT {written};\nCOMMIT;\n"


def test_a_filled_database_has_the_people_whom_the_load_drives(sqlite_template: Path, tmp_path: Path) -> None:
    file = tmp_path / "full.db"
    file.write_bytes(sqlite_template.read_bytes())
    fill(f"sqlite:///{file}", contacts=50, messages=200, backlog=10)
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        phones = connection.execute(text("SELECT id, phone FROM contacts ORDER BY id")).all()
        counts = connection.execute(
            text("SELECT (SELECT count(*) FROM whatsapp_messages), (SELECT count(DISTINCT contact_id) FROM outbox)")
        ).one()
    engine.dispose()
    assert [(row.id, row.phone) for row in phones] == [(n, bodies.phone_of(n)) for n in range(1, 51)]
    assert tuple(counts) == (210, 10)


def test_a_run_that_lost_an_answer_does_not_count() -> None:
    tally = Tally(incoming=10, outgoing=9, read=9, waiting=0, given_up=0, set_aside=0)
    assert tally.problems(10) == ["outgoing 9, not 10", "read 9, not 10"]

"""Do programmes keep all that they have when they get a number as their key, and back again?"""

import json
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from sqlalchemy import text

from relaystack.content import load_book, read_programs
from relaystack.services.catalogue import programs
from relaystack.services.storage import migrations
from relaystack.services.storage.database import Database
from relaystack.settings import ROOT

GREECE, OWN = "gr-golden-visa", "our-own"


def test_rows_edits_and_what_staff_made_are_kept_under_their_code(database_url: str, tmp_path: Path) -> None:
    database, content = Database(database_url, tmp_path), ROOT / "nexora"
    entries, link = read_programs(content), load_book(content).brand["program_link"]
    command.downgrade(migrations.config(database), "0014")
    with database.transaction() as connection:
        told = connection.execute(text("SELECT id, name FROM investment_programs ORDER BY id")).all()
        assert (GREECE, next(entry.name for entry in entries if entry.id == GREECE)) in [tuple(row) for row in told]
        connection.execute(text("UPDATE investment_programs SET name = 'Edited' WHERE id = :id"), {"id": GREECE})
        connection.execute(
            text(
                "INSERT INTO investment_programs SELECT :own, country, category, 'Ours', description,"
                " processing_time, link, status, minimum_investment, 99, as_of, review_by, expires_on, details,"
                " :none, updated_at FROM investment_programs WHERE id = :id".replace(
                    ":none", "CAST(:none AS JSONB)" if database.engine.dialect.name == "postgresql" else ":none"
                )
            ),
            {"own": OWN, "none": json.dumps({}), "id": GREECE},
        )
    migrations.upgrade(database)
    with database.transaction() as connection:
        rows = connection.execute(text("SELECT id, code, name, hidden FROM investment_programs")).all()
        assert {row.code for row in rows} == {row.id for row in told} | {OWN}
        assert sorted(row.id for row in rows) == list(range(1, len(rows) + 1))
        assert not any(row.hidden for row in rows)
    done = programs.seed(database, entries, link)
    assert (done["added"], done["kept_edits"], done["withdrawn"]) == (0, 1, 0)
    after = {row["code"]: row for row in programs.every(database)}
    assert (after[GREECE]["name"], after[OWN]["name"]) == ("Edited", "Ours")
    assert programs.seed(database, entries[1:], link)["withdrawn"] == 1
    new = entries[0].model_copy(update={"id": "new-one"})
    assert programs.seed(database, [*entries, new], link)["added"] == 1  # the numbers go on
    assert datetime.now(UTC) >= after[OWN]["updated_at"]
    database.close()

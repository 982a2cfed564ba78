"""Does what waited before items said whom they are about say it afterwards, and is no number given twice?"""

import json
from pathlib import Path

from alembic import command
from sqlalchemy import text

from relaystack.services.storage import migrations
from relaystack.services.storage.database import Database

# What the e-mail says of itself, whose order it keeps, and whom it is about afterwards.
MAILS = {
    "hand-over": ({"contact_id": 1}, 1, 1),
    "budget": ({"contact_id": 2, "lead_id": 5}, None, 2),
    "by the lead alone": ({"lead_id": 5}, None, 2),
    "digest": ({"contact_ids": [1, 2]}, None, None),
    "alarm": ({}, None, None),
    "of who is not there": ({"contact_id": 9, "lead_id": 9}, None, None),
    "odd": ({"contact_id": "2"}, None, None),
}


def test_what_waits_or_was_given_up_is_about_whom_its_payload_names(database_url: str, tmp_path: Path) -> None:
    database = Database(database_url, tmp_path)
    command.downgrade(migrations.config(database), "0021")
    at = "'2026-01-01 00:00:00'"
    with database.transaction() as connection:
        for id in (1, 2):
            person = f"INSERT INTO contacts (id, profile_name, created_at, updated_at) VALUES ({id}, '', {at}, {at})"
            connection.execute(text(person))
        names, values = "id, contact_id, created_at, updated_at, notes", f"5, 2, {at}, {at}, ''"
        connection.execute(text(f"INSERT INTO whatsapp_leads ({names}) VALUES ({values})"))
        for table, more in (("outbox", {"due_at": at}), ("given_up", {"code": 1, "reason": "'x'"})):
            for id, (key, (payload, contact, _)) in enumerate(MAILS.items(), 1):
                row = {"id": id, "carrier": "'mail'", "attempts": 1, "created_at": at, **more}
                columns, given = ", ".join(row), ", ".join(map(str, row.values()))
                connection.execute(
                    text(f"INSERT INTO {table} ({columns}, key, contact_id, payload) VALUES ({given}, :k, :c, :p)"),
                    {"k": key, "c": contact, "p": json.dumps(payload)},
                )
    migrations.upgrade(database)
    with database.transaction() as connection:
        for table in ("outbox", "given_up"):
            found = connection.execute(text(f"SELECT key, about_contact_id FROM {table}"))
            assert {row.key: row.about_contact_id for row in found} == {key: mail[2] for key, mail in MAILS.items()}
    database.close()


PUT = {
    "outbox": "INSERT INTO outbox (id, key, carrier, payload, due_at, attempts, created_at)"
    " VALUES (:id, 'k', 'mail', '{}', '2026-01-01', 0, '2026-01-01')",
    "given_up": "INSERT INTO given_up (id, key, carrier, payload, code, reason, attempts, created_at)"
    " VALUES (:id, 'k', 'mail', '{}', 1, 'x', 1, '2026-01-01')",
}


def test_numbers_of_what_is_gone_are_not_given_again_on_the_way_there_and_back(tmp_path: Path) -> None:
    database = Database("sqlite:///x.db", tmp_path)
    command.upgrade(migrations.config(database), "0021")
    with database.transaction() as connection:
        for table, put in PUT.items():
            connection.execute(text(put), {"id": 41})
            connection.execute(text(f"DELETE FROM {table}"))
    migrations.upgrade(database)
    command.downgrade(migrations.config(database), "0021")
    migrations.upgrade(database)
    with database.transaction() as connection:
        for table, put in PUT.items():
            connection.execute(text(put), {"id": None})
            assert connection.scalar(text(f"SELECT id FROM {table}")) == 42
    database.close()

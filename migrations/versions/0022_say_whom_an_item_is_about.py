"""Items say whom they are about, apart from whose order they keep: what waits and what was given up as well."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.operations.base import BatchOperations

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_TABLES = ("outbox", "given_up")
_COLUMN = "about_contact_id"
_BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# On SQLite a payload may be anything, also what is no text.
_PAYLOAD = {"sqlite": "CAST(payload AS BLOB)", "postgresql": "CAST(payload AS TEXT)"}
_CONTACT = sa.text("SELECT id FROM contacts WHERE id = :id")
_OF_LEAD = sa.text("SELECT contact_id FROM whatsapp_leads WHERE id = :id")


def upgrade() -> None:
    for table in _TABLES:
        with _made_anew(table) as batch:
            batch.add_column(sa.Column(_COLUMN, _BIG_ID, nullable=True))
            batch.create_index(op.f(f"ix_{table}_{_COLUMN}"), [_COLUMN])
            batch.create_foreign_key(op.f(f"fk_{table}_{_COLUMN}"), "contacts", [_COLUMN], ["id"])
        op.execute(f"UPDATE {table} SET {_COLUMN} = contact_id")  # noqa: S608 (names of ours)
        _fill_from_payloads(table)


def downgrade() -> None:
    for table in _TABLES:
        with _made_anew(table) as batch:
            batch.drop_constraint(op.f(f"fk_{table}_{_COLUMN}"), type_="foreignkey")
            batch.drop_index(op.f(f"ix_{table}_{_COLUMN}"))
            batch.drop_column(_COLUMN)


@contextmanager
def _made_anew(table: str) -> Iterator[BatchOperations]:
    """SQLite makes the table anew, and forgets with the old one which numbers were given away already."""
    connection, given = op.get_bind(), None
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        given = connection.scalar(sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": table})
    with op.batch_alter_table(table, table_kwargs={"sqlite_autoincrement": True}) as batch:
        yield batch
    if is_sqlite and given is not None:
        connection.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": table})
        put = sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)")
        connection.execute(put, {"name": table, "seq": given})


def _fill_from_payloads(table: str) -> None:
    """E-mails that keep nobody's order name the contact, or the lead, in what they hold."""
    connection = op.get_bind()
    payload = _PAYLOAD[connection.dialect.name]
    found = f"SELECT id, {payload} AS payload FROM {table} WHERE contact_id IS NULL AND carrier = 'mail'"  # noqa: S608
    put = sa.text(f"UPDATE {table} SET {_COLUMN} = :about WHERE id = :id")  # noqa: S608
    for row in connection.execute(sa.text(found)).all():
        about = _about(connection, _read(row.payload))
        if about is not None:
            connection.execute(put, {"about": about, "id": row.id})


def _about(connection: sa.Connection, payload: dict[str, Any]) -> int | None:
    for name, whose in (("contact_id", _CONTACT), ("lead_id", _OF_LEAD)):
        id = payload.get(name)
        about: int | None = connection.scalar(whose, {"id": id}) if isinstance(id, int) else None
        if about is not None:
            return about
    return None


def _read(written: str | bytes) -> dict[str, Any]:
    try:
        payload: Any = json.loads(written)
    except ValueError:
        return {}
    return payload if isinstance(payload, dict) else {}

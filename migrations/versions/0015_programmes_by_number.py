"""Programmes get a number as their key, as in the seed; their old id is the code. Hidden, withdrawn, why closed."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLE, BEFORE = "investment_programs", "investment_programs_before"
_BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_WORDS = ("country", "category", "name", "description", "processing_time", "link", "status")
_KEPT = ("country", "category", "name", "description", "minimum_investment", "processing_time", "link", "rank",
         "status", "as_of", "review_by", "expires_on", "details", "seeded", "updated_at")  # fmt: skip


def upgrade() -> None:
    _set_aside()
    op.create_table(
        TABLE,
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        *_columns(),
        sa.Column("status_reason", sa.String(), nullable=True),
        sa.Column("hidden", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_investment_programs")),
        sa.UniqueConstraint("code", name=op.f("uq_investment_programs_code")),
    )
    names = ", ".join(_KEPT)
    op.execute(
        f"INSERT INTO {TABLE} (code, {names}) SELECT id, {names} FROM {BEFORE} ORDER BY category, rank, id"  # noqa: S608
    )
    op.drop_table(BEFORE)
    _remember_whose()


def downgrade() -> None:
    _set_aside()
    op.create_table(
        TABLE,
        sa.Column("id", sa.String(), nullable=False),
        *_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_investment_programs")),
    )
    names = ", ".join(_KEPT)
    op.execute(f"INSERT INTO {TABLE} (id, {names}) SELECT code, {names} FROM {BEFORE}")  # noqa: S608
    op.drop_table(BEFORE)


def _set_aside() -> None:
    """PostgreSQL's constraints keep their names with the table, and no two of a schema may have the same."""
    op.rename_table(TABLE, BEFORE)
    if op.get_bind().dialect.name == "postgresql":
        for name in sa.inspect(op.get_bind()).get_unique_constraints(BEFORE):
            op.drop_constraint(str(name["name"]), BEFORE)
        op.drop_constraint("pk_investment_programs", BEFORE)


def _columns() -> list[sa.Column[Any]]:
    return [
        *(sa.Column(name, sa.String(), nullable=False) for name in _WORDS),
        sa.Column("minimum_investment", sa.BigInteger(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("review_by", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("details", _JSON, nullable=False),
        sa.Column("seeded", _JSON, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    ]


def _remember_whose() -> None:
    """What the file once brought names its code from now on: what staff made does not, and is never withdrawn."""
    table = sa.table(TABLE, sa.column("code", sa.String), sa.column("seeded", _JSON))
    for code, seeded in op.get_bind().execute(sa.select(table.c.code, table.c.seeded)).all():
        if seeded:
            known = {**seeded, "code": code}
            op.execute(table.update().where(table.c.code == code).values(seeded=known))

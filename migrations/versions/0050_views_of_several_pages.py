"""Filters are kept under a name for several pages of the console, no longer for the leads alone."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_AT = sa.DateTime(timezone=True)
_KEPT = "id, member_id, name, asked, is_shared, created_at"


def upgrade() -> None:
    _make("saved_views", "page")
    op.execute(f"INSERT INTO saved_views ({_KEPT}, page) SELECT {_KEPT}, 'leads' FROM lead_views")  # noqa: S608
    op.drop_table("lead_views")
    _go_on("saved_views")


def downgrade() -> None:
    _make("lead_views")
    op.execute(f"INSERT INTO lead_views ({_KEPT}) SELECT {_KEPT} FROM saved_views WHERE page = 'leads'")  # noqa: S608
    op.drop_table("saved_views")
    _go_on("lead_views")


def _make(table: str, *more: str) -> None:
    unique = ["member_id", *more, "name"]
    op.create_table(
        table,
        sa.Column("id", _ID, nullable=False),
        sa.Column("member_id", _ID, nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in more),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("asked", _JSON, nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("created_at", _AT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(*unique, name=op.f(f"uq_{table}_{'_'.join(unique)}")),
    )


def _go_on(table: str) -> None:
    """PostgreSQL counts on from the ids that were copied."""
    if op.get_bind().dialect.name == "postgresql":
        most = f"(SELECT coalesce(max(id), 0) + 1 FROM {table})"  # noqa: S608
        op.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {most}, false)")

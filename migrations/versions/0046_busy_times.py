"""Consultants are busy by calendars of their own, which are read by their address."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

_TIMES = ("asked_at", "read_at", "failing_since")


def upgrade() -> None:
    for name in ("address", "trouble"):
        op.add_column("consultant_calendars", sa.Column(name, sa.String(), nullable=False, server_default=""))
    for name in _TIMES:
        op.add_column("consultant_calendars", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    kind = sa.JSON().with_variant(JSONB(), "postgresql")
    op.add_column("consultant_calendars", sa.Column("busy", kind, nullable=False, server_default="[]"))


def downgrade() -> None:
    for name in ("busy", *_TIMES, "address", "trouble"):
        op.drop_column("consultant_calendars", name)

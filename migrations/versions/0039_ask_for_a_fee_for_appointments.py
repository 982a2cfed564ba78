"""An appointment may cost something: what it costs, and what was paid and sent back."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_AT = sa.DateTime(timezone=True)
_HOURS = "consulting_hours"


def upgrade() -> None:
    op.add_column(_HOURS, sa.Column("fee", sa.Integer(), nullable=False, server_default="0"))
    op.add_column(_HOURS, sa.Column("currency", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "payments",
        sa.Column("id", _ID, nullable=False),
        sa.Column("booking_id", _ID, nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("session", sa.String(), nullable=False, server_default=""),
        sa.Column("url", sa.String(), nullable=False, server_default=""),
        sa.Column("charge", sa.String(), nullable=False, server_default=""),
        sa.Column("reason", sa.String(), nullable=False, server_default=""),
        sa.Column("ends_at", _AT, nullable=False),
        sa.Column("paid_at", _AT, nullable=True),
        sa.Column("refunded_at", _AT, nullable=True),
        sa.Column("created_at", _AT, nullable=False),
        sa.Column("updated_at", _AT, nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_payments_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint("reference", name=op.f("uq_payments_reference")),
    )
    op.create_index(op.f("ix_payments_booking_id"), "payments", ["booking_id"])


def downgrade() -> None:
    op.drop_table("payments")
    for column in ("currency", "fee"):
        op.drop_column(_HOURS, column)

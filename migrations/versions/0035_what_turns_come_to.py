"""Each turn says what came of it, and each day of the company has its numbers."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True)
_WORDS = ("about", "topic", "program", "flow", "place_before", "place_after")


def upgrade() -> None:
    op.create_table(
        "turns",
        sa.Column("id", _ID, nullable=False),
        sa.Column("contact_id", _ID, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("came", sa.String(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=True) for name in _WORDS),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("replies", sa.Integer(), nullable=True),
        sa.Column("waited_since", _TIME, nullable=True),
        sa.Column("is_first", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turns")),
    )
    op.create_index(op.f("ix_turns_at"), "turns", ["at"], postgresql_using="brin")
    op.create_index(op.f("ix_turns_contact_id"), "turns", ["contact_id"])
    op.create_index(op.f("ix_whatsapp_messages_timestamp"), "whatsapp_messages", ["timestamp"], postgresql_using="brin")
    op.create_table(
        "daily_numbers",
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("name", "a", "b", "c")),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "name", "a", "b", "c", name=op.f("pk_daily_numbers")),
    )
    op.create_table(
        "rolled_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counted_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_rolled_days")),
    )


def downgrade() -> None:
    op.drop_table("rolled_days")
    op.drop_table("daily_numbers")
    op.drop_index(op.f("ix_whatsapp_messages_timestamp"), table_name="whatsapp_messages")
    op.drop_table("turns")

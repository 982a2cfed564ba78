"""Hand-overs to consultants, languages that were chosen, and what nothing was found for."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True)
_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    # Without batches: SQLite would make the table anew, and other tables refer to it. Nobody has chosen a language yet.
    op.drop_column("contacts", "language")
    op.add_column("contacts", sa.Column("language", sa.String(), nullable=True))
    for name, kind in (("human_since", _TIME), ("human_until", _TIME), ("human_reason", sa.String())):
        op.add_column("contacts", sa.Column(name, kind, nullable=True))

    op.create_table(
        "unanswered",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("contact_id", _BIG_ID, nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("alike", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("offered", _JSON, nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("resolved_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_unanswered_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unanswered")),
    )
    op.create_index(op.f("ix_unanswered_contact_id"), "unanswered", ["contact_id"])
    op.create_index(op.f("ix_unanswered_resolved_at_alike"), "unanswered", ["resolved_at", "alike"])


def downgrade() -> None:
    op.drop_table("unanswered")
    for name in ("human_reason", "human_until", "human_since", "language"):
        op.drop_column("contacts", name)
    op.add_column("contacts", sa.Column("language", sa.String(), nullable=False, server_default="en"))

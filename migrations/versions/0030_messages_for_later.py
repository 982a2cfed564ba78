"""Messages that staff write for later wait in a table of their own."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_TIME = sa.DateTime(timezone=True)
_PENDING = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "planned_messages",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("contact_id", _BIG_ID, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("template", _JSON, nullable=True),
        sa.Column("due_at", _TIME, nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("author_name", sa.String(), nullable=False),
        sa.Column("heard_id", _BIG_ID, nullable=False),
        sa.Column("planned_at", _TIME, nullable=False),
        sa.Column("ended_at", _TIME, nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_planned_messages_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_messages")),
        sa.UniqueConstraint("key", name=op.f("uq_planned_messages_key")),
    )
    op.create_index(op.f("ix_planned_messages_contact_id_id"), "planned_messages", ["contact_id", "id"])
    op.create_index(
        op.f("ix_planned_messages_due_at"), "planned_messages", ["due_at"], sqlite_where=_PENDING,
        postgresql_where=_PENDING,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("planned_messages")

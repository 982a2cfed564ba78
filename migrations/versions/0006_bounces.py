"""Messages that Meta takes and fails later; when a carrier was resumed, and when anybody looked after it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "bounces",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bounces")),
        sa.UniqueConstraint("message_id", name=op.f("uq_bounces_message_id")),
    )
    with op.batch_alter_table("bounces") as batch_op:
        batch_op.create_index(batch_op.f("ix_bounces_key"), ["key"], unique=False)
        batch_op.create_index(batch_op.f("ix_bounces_created_at"), ["created_at"], unique=False)
    with op.batch_alter_table("carriers") as batch_op:
        batch_op.add_column(sa.Column("resumed_at", _TIME, nullable=True))
        batch_op.add_column(sa.Column("served_at", _TIME, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("carriers") as batch_op:
        batch_op.drop_column("served_at")
        batch_op.drop_column("resumed_at")
    op.drop_table("bounces")

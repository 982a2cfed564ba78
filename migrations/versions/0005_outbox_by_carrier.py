"""Find what a carrier has to do without passing over what waits for the others."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outbox") as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_due_at_id"))
        batch_op.create_index(batch_op.f("ix_outbox_carrier_due_at_id"), ["carrier", "due_at", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("outbox") as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_carrier_due_at_id"))
        batch_op.create_index(batch_op.f("ix_outbox_due_at_id"), ["due_at", "id"], unique=False)

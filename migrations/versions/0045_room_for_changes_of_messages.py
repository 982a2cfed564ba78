"""Pages of messages keep room: a status is written beside the row, and six indexes need no new entry."""

from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute("ALTER TABLE whatsapp_messages SET (fillfactor = 70)")  # new pages only: nothing is rewritten


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute("ALTER TABLE whatsapp_messages RESET (fillfactor)")

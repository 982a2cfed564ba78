"""Which category Meta will give a message template, and when."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("whatsapp_templates", sa.Column("coming_category", sa.String(), nullable=True))
    op.add_column("whatsapp_templates", sa.Column("coming_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("whatsapp_templates", "coming_at")
    op.drop_column("whatsapp_templates", "coming_category")

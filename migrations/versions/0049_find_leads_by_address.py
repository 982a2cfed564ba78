"""Leads are found by their e-mail address, however it is written, without reading all of them."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

_NAME = "ix_whatsapp_leads_lower_email"


def upgrade() -> None:
    op.create_index(_NAME, "whatsapp_leads", [sa.text("lower(email)")])


def downgrade() -> None:
    op.drop_index(_NAME, "whatsapp_leads")

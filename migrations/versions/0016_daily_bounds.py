"""What a person has had today: answers, files, and word of it to the staff.

Revision ID: 0016
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

COUNTS = ("answers", "files", "staff_told")


def upgrade() -> None:
    """Count nothing so far."""
    op.add_column("contacts", sa.Column("counted_on", sa.Date(), nullable=True))
    for name in COUNTS:
        op.add_column("contacts", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Count no more."""
    for name in ("counted_on", *COUNTS):  # without a batch: SQLite would make the table anew, and others refer to it
        op.drop_column("contacts", name)

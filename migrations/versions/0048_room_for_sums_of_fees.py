"""The numbers of a day hold sums of fees: in hundredths they may be larger than 32 bits take."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":  # there an integer is as long as it must be
        op.alter_column("daily_numbers", "value", type_=sa.BigInteger(), existing_nullable=False)


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column("daily_numbers", "value", type_=sa.Integer(), existing_nullable=False)

"""What Meta says of number and account is kept while it holds."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0041"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "account_words",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("until", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_account_words")),
    )


def downgrade() -> None:
    op.drop_table("account_words")

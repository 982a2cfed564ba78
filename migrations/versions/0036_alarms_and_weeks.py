"""What is wrong is known until it is well again; a week's report is made once."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "alarm_states",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("since", _TIME, nullable=False),
        sa.Column("told_at", _TIME, nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_alarm_states")),
    )
    op.create_table(
        "weekly_reports",
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("week", name=op.f("pk_weekly_reports")),
    )


def downgrade() -> None:
    op.drop_table("weekly_reports")
    op.drop_table("alarm_states")

"""What members are not told while they are left alone is kept until that is over."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "quiet_news",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("member_id", _BIG_ID, nullable=False),
        sa.Column("contact_id", _BIG_ID, nullable=True),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_quiet_news_contact_id")),
        sa.ForeignKeyConstraint(["member_id"], ["staff_members.id"], name=op.f("fk_quiet_news_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiet_news")),
    )
    op.create_index(op.f("ix_quiet_news_contact_id"), "quiet_news", ["contact_id"])
    op.create_index(op.f("ix_quiet_news_member_id"), "quiet_news", ["member_id"])


def downgrade() -> None:
    op.drop_table("quiet_news")

"""What Meta says of number and account is kept while it holds; so is who of the staff is at which conversation."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
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
    op.create_table(
        "presences",
        sa.Column("id", _ID, nullable=False),
        sa.Column("member_id", _ID, nullable=False),
        sa.Column("contact_id", _ID, nullable=False),
        sa.Column("looked_at", _TIME, nullable=False),
        sa.Column("wrote_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_presences_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presences")),
        sa.UniqueConstraint("member_id", name=op.f("uq_presences_member_id")),
    )


def downgrade() -> None:
    op.drop_table("presences")
    op.drop_table("account_words")

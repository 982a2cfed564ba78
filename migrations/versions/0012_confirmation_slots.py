"""How many confirmations by e-mail a day may still see, to one address and because of one person."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "confirmation_slots",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("contact_id", _BIG_ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_confirmation_slots_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmation_slots")),
        sa.UniqueConstraint("slot", name=op.f("uq_confirmation_slots_slot")),
    )


def downgrade() -> None:
    op.drop_table("confirmation_slots")

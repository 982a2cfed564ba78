"""People wait for a free time, and say by which clock they live."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_JSON = sa.JSON().with_variant(JSONB(), "postgresql")
_AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("contacts", sa.Column("zone", sa.String(), nullable=True))
    op.create_table(
        "waiting_wishes",
        sa.Column("id", _ID, nullable=False),
        sa.Column("contact_id", _ID, nullable=False),
        sa.Column("wish", _JSON, nullable=False),
        sa.Column("passed", _JSON, nullable=False),
        sa.Column("booking_id", _ID, nullable=True),
        sa.Column("until", _AT, nullable=True),
        sa.Column("rests_until", _AT, nullable=False),
        sa.Column("unanswered", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("created_at", _AT, nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_waiting_wishes_booking_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_waiting_wishes_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_wishes")),
        sa.UniqueConstraint("contact_id", name=op.f("uq_waiting_wishes_contact_id")),
    )


def downgrade() -> None:
    op.drop_table("waiting_wishes")
    op.drop_column("contacts", "zone")

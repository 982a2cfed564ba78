"""Appointments have an address in calendars, are reminded of, and consultants have a feed of theirs."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_AT = sa.DateTime(timezone=True)
_RANDOM = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "replace(gen_random_uuid()::text, '-', '')"}


def upgrade() -> None:
    op.add_column("bookings", sa.Column("secret", sa.String(), nullable=False, server_default=""))
    op.execute(f"UPDATE bookings SET secret = {_RANDOM[op.get_bind().dialect.name]}")  # noqa: S608
    op.create_index(op.f("ix_bookings_secret"), "bookings", ["secret"])
    op.create_index(op.f("ix_bookings_begins_at"), "bookings", ["begins_at"])
    for reminder in ("reminded", "nudged"):
        op.add_column("bookings", sa.Column(reminder, sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "consultant_calendars",
        sa.Column("member_id", _ID, nullable=False),
        sa.Column("feed", sa.String(), nullable=True),
        sa.Column("updated_at", _AT, nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["staff_members.id"], name=op.f("fk_consultant_calendars_member_id")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_consultant_calendars")),
        sa.UniqueConstraint("feed", name=op.f("uq_consultant_calendars_feed")),
    )


def downgrade() -> None:
    op.drop_table("consultant_calendars")
    for reminder in ("reminded", "nudged"):
        op.drop_column("bookings", reminder)
    op.drop_index(op.f("ix_bookings_begins_at"), "bookings")
    op.drop_index(op.f("ix_bookings_secret"), "bookings")
    op.drop_column("bookings", "secret")

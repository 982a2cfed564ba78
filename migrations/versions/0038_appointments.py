"""Appointments, the quarters of an hour that they take, and when each consultant can be booked."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "bookings",
        sa.Column("id", _ID, nullable=False),
        sa.Column("contact_id", _ID, nullable=False),
        sa.Column("member_id", _ID, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("begins_at", _AT, nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("buffer_minutes", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", _AT, nullable=False),
        sa.Column("updated_at", _AT, nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_bookings_contact_id")),
        sa.ForeignKeyConstraint(["member_id"], ["staff_members.id"], name=op.f("fk_bookings_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookings")),
    )
    for who in ("contact_id", "member_id"):
        op.create_index(op.f(f"ix_bookings_{who}_begins_at"), "bookings", [who, "begins_at"])
    op.create_table(
        "booking_cells",
        sa.Column("member_id", _ID, nullable=False),
        sa.Column("begins_at", _AT, nullable=False),
        sa.Column("booking_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_booking_cells_booking_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["member_id"], ["staff_members.id"], name=op.f("fk_booking_cells_member_id")),
        sa.PrimaryKeyConstraint("member_id", "begins_at", name=op.f("pk_booking_cells")),
    )
    op.create_index(op.f("ix_booking_cells_booking_id"), "booking_cells", ["booking_id"])
    op.create_table(
        "consulting_hours",
        sa.Column("member_id", _ID, nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("week", _JSON, nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("buffer_minutes", sa.Integer(), nullable=False),
        sa.Column("notice_minutes", sa.Integer(), nullable=False),
        sa.Column("languages", _JSON, nullable=False),
        sa.Column("updated_at", _AT, nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["staff_members.id"], name=op.f("fk_consulting_hours_member_id")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_consulting_hours")),
    )


def downgrade() -> None:
    for table in ("consulting_hours", "booking_cells", "bookings"):
        op.drop_table(table)

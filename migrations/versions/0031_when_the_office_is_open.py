"""The office says when it is open and how soon it answers; contacts, how loudly staff were told that they wait."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_AWAKE = sa.text("snoozed_until IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "office_settings",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", _JSON, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_office_settings")),
    )
    op.add_column("contacts", sa.Column("waiting_reminded", sa.Integer(), nullable=False, server_default="0"))
    op.create_index(
        op.f("ix_contacts_snoozed_until"), "contacts", ["snoozed_until"],
        postgresql_where=_AWAKE, sqlite_where=_AWAKE,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index(op.f("ix_contacts_snoozed_until"), table_name="contacts")
    op.drop_column("contacts", "waiting_reminded")  # not in a batch: SQLite would make the table anew
    op.drop_table("office_settings")

"""Leads say how they came to us; sheets of them are brought in, filters are kept, and owners are reminded once."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("whatsapp_leads", sa.Column("reminded_for", sa.Date(), nullable=True))
    op.add_column("whatsapp_leads", sa.Column("source", sa.String(), server_default="chat", nullable=False))
    op.add_column("whatsapp_leads", sa.Column("entered_by", sa.String(), nullable=True))
    # Whoever has let the day pass knows of it: only what is due from now on is told.
    op.execute("UPDATE whatsapp_leads SET reminded_for = due_on WHERE due_on <= CURRENT_DATE")
    op.create_table(
        "lead_imports",
        sa.Column("id", _ID, nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("headings", _JSON, nullable=False),
        sa.Column("mapping", _JSON, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", _AT, nullable=False),
        sa.Column("started_at", _AT, nullable=True),
        sa.Column("ended_at", _AT, nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False)
          for name in ("ready", "refused", "added", "filled", "unchanged", "bites")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_imports")),
    )  # fmt: skip
    op.create_index(op.f("ix_lead_imports_state"), "lead_imports", ["state"])
    op.create_table(
        "lead_import_rows",
        sa.Column("id", _ID, nullable=False),
        sa.Column("import_id", _ID, nullable=False),
        sa.Column("contact_id", _ID, nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cells", _JSON, nullable=False),
        sa.Column("entry", _JSON, nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["lead_imports.id"], name=op.f("fk_lead_import_rows_import_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_lead_import_rows_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_import_rows")),
    )
    op.create_index(op.f("ix_lead_import_rows_contact_id"), "lead_import_rows", ["contact_id"])
    rows = ["import_id", "reason", "id"]
    op.create_index(op.f("ix_lead_import_rows_import_id_reason_id"), "lead_import_rows", rows)
    op.create_table(
        "lead_views",
        sa.Column("id", _ID, nullable=False),
        sa.Column("member_id", _ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("asked", _JSON, nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("created_at", _AT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_views")),
        sa.UniqueConstraint("member_id", "name", name=op.f("uq_lead_views_member_id_name")),
    )


def downgrade() -> None:
    for table in ("lead_views", "lead_import_rows", "lead_imports"):
        op.drop_table(table)
    for column in ("entered_by", "source", "reminded_for"):
        op.drop_column("whatsapp_leads", column)

"""Message templates as Meta sees them, and who has agreed to marketing."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "whatsapp_templates",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("meta_id", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("status_at", _TIME, nullable=True),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("category_at", _TIME, nullable=True),
        sa.Column("quality", sa.String(), nullable=True),
        sa.Column("quality_at", _TIME, nullable=True),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_whatsapp_templates")),
        sa.UniqueConstraint("name", "language", name=op.f("uq_whatsapp_templates_name_language")),
    )
    # Without batches: SQLite would make the table anew, and other tables refer to it.
    op.add_column("contacts", sa.Column("marketing_consent_at", _TIME, nullable=True))
    op.add_column("contacts", sa.Column("marketing_consent_how", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("contacts", "marketing_consent_how")
    op.drop_column("contacts", "marketing_consent_at")
    op.drop_table("whatsapp_templates")

"""People have tags; those who said stop, and what somebody did, are found by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "contact_tags",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("contact_id", _BIG_ID, nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_contact_tags_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_tags")),
        sa.UniqueConstraint("contact_id", "folded", name=op.f("uq_contact_tags_contact_id_folded")),
    )
    op.create_index(op.f("ix_contact_tags_folded_contact_id"), "contact_tags", ["folded", "contact_id"])
    few = sa.text("opted_out_at IS NOT NULL")
    op.create_index(
        op.f("ix_contacts_opted_out_at"), "contacts", ["opted_out_at"], sqlite_where=few, postgresql_where=few
    )
    op.create_index(op.f("ix_audit_by_id"), "audit", ["by", "id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_audit_by_id"), "audit")
    op.drop_index(op.f("ix_contacts_opted_out_at"), "contacts")
    op.drop_table("contact_tags")

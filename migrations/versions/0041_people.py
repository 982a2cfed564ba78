"""Consent keeps the words that were shown, each time a row; two contacts can be made one and parted again."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_AT = sa.DateTime(timezone=True)
_THERE = sa.text("marketing_consent_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("contacts", sa.Column("marketing_consent_words", sa.String(), nullable=True))
    op.create_index(
        op.f("ix_contacts_marketing_consent_at"), "contacts", ["marketing_consent_at"],
        sqlite_where=_THERE, postgresql_where=_THERE,
    )  # fmt: skip
    op.create_table(
        "consent_entries",
        sa.Column("id", _ID, nullable=False),
        sa.Column("contact_id", _ID, nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_consent_entries_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_entries")),
    )
    op.create_index(op.f("ix_consent_entries_contact_id_id"), "consent_entries", ["contact_id", "id"])
    op.execute(  # who has agreed by now; nobody noted which words they were shown
        "INSERT INTO consent_entries (contact_id, at, agreed, how, words, by)"
        " SELECT id, marketing_consent_at, true, coalesce(marketing_consent_how, ''), '', '' FROM contacts"
        " WHERE marketing_consent_at IS NOT NULL ORDER BY id"
    )
    op.create_table(
        "merges",
        sa.Column("id", _ID, nullable=False),
        sa.Column("contact_id", _ID, nullable=False),
        sa.Column("other_contact_id", _ID, nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("moved", _JSON, nullable=False),
        sa.Column("before", _JSON, nullable=False),
        sa.Column("undone_at", _AT, nullable=True),
        sa.Column("undone_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_merges_contact_id")),
        sa.ForeignKeyConstraint(["other_contact_id"], ["contacts.id"], name=op.f("fk_merges_other_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merges")),
    )
    for who in ("contact_id", "other_contact_id"):
        op.create_index(op.f(f"ix_merges_{who}"), "merges", [who])


def downgrade() -> None:
    op.drop_table("merges")
    op.drop_table("consent_entries")
    op.drop_index(op.f("ix_contacts_marketing_consent_at"), "contacts")
    op.drop_column("contacts", "marketing_consent_words")

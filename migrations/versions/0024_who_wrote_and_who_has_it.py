"""Messages say who wrote them; conversations who has them, whether they are closed or sleep, and what staff noted.

Ready answers are kept as well.

Of old messages it is known what the bot wrote, and what came from the Business app. Whose tokens wrote was not kept.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True)
_OURS = "direction = 'outgoing' AND thread_owner IS NULL"  # another responder's words are nobody's of ours
_CONTACTS = {"assignee_id": _BIG_ID, "closed_at": _TIME, "snoozed_until": _TIME, "called": sa.String()}
_FEW = ("assignee_id", "closed_at", "human_until")  # most people have none: the index holds the others alone


def upgrade() -> None:
    op.add_column("whatsapp_messages", sa.Column("author", sa.String(), nullable=True))
    op.execute(f"UPDATE whatsapp_messages SET author = 'app' WHERE {_OURS} AND key IS NULL")  # noqa: S608 (ours)
    by_bot = f"{_OURS} AND key NOT LIKE 'api/%' AND key NOT LIKE 'template/%'"
    op.execute(f"UPDATE whatsapp_messages SET author = 'bot' WHERE {by_bot}")  # noqa: S608
    for name, kind in _CONTACTS.items():
        op.add_column("contacts", sa.Column(name, kind, nullable=True))
    for name in _FEW:
        there = sa.text(f"{name} IS NOT NULL")
        op.create_index(op.f(f"ix_contacts_{name}"), "contacts", [name], sqlite_where=there, postgresql_where=there)
    op.create_table(
        "contact_notes",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("contact_id", _BIG_ID, nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("author_name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_contact_notes_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_notes")),
    )
    op.create_index(op.f("ix_contact_notes_contact_id_id"), "contact_notes", ["contact_id", "id"])

    op.create_table(
        "canned_replies",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_replies")),
        sa.UniqueConstraint("name", "language", name=op.f("uq_canned_replies_name_language")),
    )


def downgrade() -> None:
    op.drop_table("canned_replies")
    op.drop_table("contact_notes")
    for name in _FEW:
        op.drop_index(op.f(f"ix_contacts_{name}"), "contacts")
    for name in _CONTACTS:
        op.drop_column("contacts", name)
    op.drop_column("whatsapp_messages", "author")

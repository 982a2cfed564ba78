"""Who waits for an answer of a person, and whether that was told; what a message quotes, and where it came from."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_WAITS = sa.text("waiting_since IS NOT NULL")


def upgrade() -> None:
    for name in ("waiting_since", "waiting_told_at"):
        op.add_column("contacts", sa.Column(name, _TIME, nullable=True))
    for name in ("refers_to", "note"):
        op.add_column("whatsapp_messages", sa.Column(name, sa.String(), nullable=True))
    op.create_index(
        op.f("ix_contacts_waiting_since"), "contacts", ["waiting_since"], sqlite_where=_WAITS, postgresql_where=_WAITS
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_contacts_waiting_since"), "contacts")
    for name in ("note", "refers_to"):
        op.drop_column("whatsapp_messages", name)
    for name in ("waiting_told_at", "waiting_since"):
        op.drop_column("contacts", name)

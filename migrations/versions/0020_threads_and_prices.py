"""Whose a person's thread is, what Meta charges for a message, and when staff were told that sending has stopped."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_TIME, _TEXT = sa.DateTime(timezone=True), sa.String()
_PRICED = {"price_type": _TEXT, "price_category": _TEXT, "price_model": _TEXT, "billable": sa.Boolean()}
_NEW: dict[str, dict[str, sa.types.TypeEngine[object]]] = {
    "contacts": {"thread_owner": _TEXT, "thread_since": _TIME, "thread_until": _TIME, "thread_summary": _TEXT},
    "whatsapp_messages": {"thread_owner": _TEXT, **_PRICED},
    "early_receipts": _PRICED,
    "carriers": {"told_code": sa.Integer(), "told_at": _TIME},
}


def upgrade() -> None:
    # Without batches: SQLite would make the tables anew, and others refer to them.
    for table, columns in _NEW.items():
        for name, kind in columns.items():
            op.add_column(table, sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    for table, columns in _NEW.items():
        for name in reversed(columns):
            op.drop_column(table, name)

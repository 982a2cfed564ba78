"""Contacts and leads say what advert somebody came from; it is read from the messages that are there."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_KEPT = ("source_type", "source_id", "source_url", "headline", "body", "ctwa_clid")
_LONGEST = 2_000  # characters of each
_MESSAGES = sa.table("whatsapp_messages", sa.column("id"), sa.column("contact_id"), sa.column("content", _JSON))
_CONTACTS = sa.table("contacts", sa.column("id"), sa.column("advert", _JSON))
_LEADS = sa.table("whatsapp_leads", sa.column("contact_id"), sa.column("advert", _JSON))


def upgrade() -> None:
    for table in ("contacts", "whatsapp_leads"):
        op.add_column(table, sa.Column("advert", _JSON, nullable=True))
    _fill()


def downgrade() -> None:
    for table in ("whatsapp_leads", "contacts"):
        op.drop_column(table, "advert")  # not in a batch: SQLite would make the tables anew that others refer to


def _fill() -> None:
    """Texts kept no more than their words until now; of files, taps and the like the advert is there."""
    connection = op.get_bind()
    with_one = sa.cast(_MESSAGES.c.content, sa.Text).contains("referral")
    found: dict[int, dict[str, str]] = {}
    for row in connection.execute(sa.select(_MESSAGES).where(with_one).order_by(_MESSAGES.c.id)):
        if advert := _advert(row.content):
            found[row.contact_id] = advert
    for contact, advert in found.items():
        connection.execute(sa.update(_CONTACTS).where(_CONTACTS.c.id == contact).values(advert=advert))
        connection.execute(sa.update(_LEADS).where(_LEADS.c.contact_id == contact).values(advert=advert))


def _advert(content: Any) -> dict[str, str]:
    told = content.get("referral") if isinstance(content, dict) else None
    if not isinstance(told, dict):
        return {}
    return {name: told[name][:_LONGEST] for name in _KEPT if isinstance(told.get(name), str) and told[name]}

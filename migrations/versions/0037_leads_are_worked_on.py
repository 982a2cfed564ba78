"""A lead has an owner and a next action with its day; leads are found by these, by stage and by country."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_LEADS = "whatsapp_leads"
_ALL = (("stage", "id"), ("country_of_interest", "id"))
_GIVEN = (("owner_id", "id"), ("due_on", "id"))  # few have a value there


def upgrade() -> None:
    op.add_column(_LEADS, sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
    op.add_column(_LEADS, sa.Column("next_action", sa.String(), nullable=False, server_default=""))
    op.add_column(_LEADS, sa.Column("due_on", sa.Date(), nullable=True))
    for columns in _ALL:
        op.create_index(_name(columns), _LEADS, columns)
    for columns in _GIVEN:
        there = sa.text(f"{columns[0]} IS NOT NULL")
        op.create_index(_name(columns), _LEADS, columns, sqlite_where=there, postgresql_where=there)


def downgrade() -> None:
    for columns in (*_GIVEN, *_ALL):
        op.drop_index(_name(columns), _LEADS)
    for column in ("due_on", "next_action", "owner_id"):
        op.drop_column(_LEADS, column)


def _name(columns: tuple[str, ...]) -> str:
    return op.f(f"ix_{_LEADS}_{'_'.join(columns)}")

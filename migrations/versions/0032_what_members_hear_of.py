"""Members of the staff say what they hear of by e-mail; who answers customers begins with their own and nobody's."""

import json

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_MEMBERS = sa.table("staff_members", sa.column("role"), sa.column("hears", _JSON))
_AT_FIRST = {"help": "mine", "alarm": "mine"}


def upgrade() -> None:
    op.add_column("staff_members", sa.Column("hears", _JSON, nullable=False, server_default=json.dumps({})))
    answering = _MEMBERS.c.role.in_(("owner", "manager", "consultant"))
    op.execute(sa.update(_MEMBERS).where(answering).values(hears=_AT_FIRST))


def downgrade() -> None:
    op.drop_column("staff_members", "hears")

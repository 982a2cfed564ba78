"""Tables say which programs may run on them, so that the way back is open; carriers, how far our clock is off."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    floor = op.create_table("schema_floor", sa.Column("oldest", sa.String(), nullable=False, primary_key=True))
    # A later migration that programs before it cannot live with writes its own revision here.
    op.execute(floor.insert().values(oldest=revision))
    with op.batch_alter_table("carriers") as carriers:
        carriers.add_column(sa.Column("ahead_seconds", sa.Integer()))


def downgrade() -> None:
    with op.batch_alter_table("carriers") as carriers:
        carriers.drop_column("ahead_seconds")
    op.drop_table("schema_floor")

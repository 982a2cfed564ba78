"""On SQLite a failure that was dealt with gave its number to the next one, while lists on screens meant the old."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_TABLES = ("given_up", "set_aside")


def upgrade() -> None:
    _made_anew(autoincrement=True)


def downgrade() -> None:
    _made_anew(autoincrement=False)


def _made_anew(*, autoincrement: bool) -> None:
    if op.get_bind().dialect.name != "sqlite":  # PostgreSQL never gives a number twice
        return
    for table in _TABLES:
        with op.batch_alter_table(table, recreate="always", table_kwargs={"sqlite_autoincrement": autoincrement}):
            pass

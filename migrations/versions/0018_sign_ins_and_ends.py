"""Sign-ins to the console are rows, tokens expire, receipts of erasures say when the files were clean.

A token that is there already gets a year from now: nothing that runs today stops, and nothing opens the door for ever.
"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0016"
branch_labels = None
depends_on = None

_BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    # Without batches: SQLite would make the tables anew.
    op.add_column("api_tokens", sa.Column("expires_at", _TIME, nullable=True))
    op.add_column("erasures", sa.Column("scrubbed_at", _TIME, nullable=True))
    tokens = sa.table("api_tokens", sa.column("expires_at", _TIME), sa.column("revoked_at", _TIME))
    end = datetime.now(UTC) + timedelta(days=365)
    if op.get_bind().dialect.name == "sqlite":  # times stand there without their zone
        end = end.replace(tzinfo=None)
    op.execute(tokens.update().where(tokens.c.revoked_at.is_(None)).values(expires_at=end))
    op.create_table(
        "sign_ins",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("token_id", _BIG_ID, nullable=True),
        sa.Column("mark", sa.String(), nullable=True),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("seen_at", _TIME, nullable=False),
        sa.Column("idle_until", _TIME, nullable=False),
        sa.Column("ends_at", _TIME, nullable=False),
        sa.Column("ended_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(["token_id"], ["api_tokens.id"], name=op.f("fk_sign_ins_token_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
        sa.UniqueConstraint("hash", name=op.f("uq_sign_ins_hash")),
    )
    op.create_index(op.f("ix_sign_ins_token_id"), "sign_ins", ["token_id"])


def downgrade() -> None:
    op.drop_table("sign_ins")
    op.drop_column("erasures", "scrubbed_at")
    op.drop_column("api_tokens", "expires_at")

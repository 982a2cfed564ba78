"""People of the staff: who they are, their passkeys, what opens one door once, and how often somebody failed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True)
_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    _members()
    _passkeys()
    _secrets()
    op.create_table(
        "sign_in_attempts",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_attempts")),
    )
    op.create_index(op.f("ix_sign_in_attempts_last_at"), "sign_in_attempts", ["last_at"])
    with op.batch_alter_table("sign_ins") as sign_ins:  # its ids stand nowhere as a key
        sign_ins.add_column(sa.Column("member_id", _BIG_ID, nullable=True))
        sign_ins.add_column(sa.Column("browser", sa.String(), nullable=True))
        sign_ins.create_index(op.f("ix_sign_ins_member_id"), ["member_id"])
        sign_ins.create_foreign_key(op.f("fk_sign_ins_member_id"), "staff_members", ["member_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("sign_ins") as sign_ins:
        sign_ins.drop_constraint(op.f("fk_sign_ins_member_id"), type_="foreignkey")
        sign_ins.drop_index(op.f("ix_sign_ins_member_id"))
        sign_ins.drop_column("browser")
        sign_ins.drop_column("member_id")
    for table in ("sign_in_attempts", "one_time_secrets", "staff_passkeys", "staff_members"):
        op.drop_table(table)


def _members() -> None:
    op.create_table(
        "staff_members",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("totp_secret", sa.String(), nullable=True),
        sa.Column("totp_since", _TIME, nullable=True),
        sa.Column("totp_used", sa.Integer(), nullable=True),
        sa.Column("recovery_codes", _JSON, nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("removed_at", _TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_members")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_members_email")),
    )


def _passkeys() -> None:
    op.create_table(
        "staff_passkeys",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("member_id", _BIG_ID, nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("used_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["staff_members.id"], name=op.f("fk_staff_passkeys_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_passkeys")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_staff_passkeys_credential_id")),
    )
    op.create_index(op.f("ix_staff_passkeys_member_id"), "staff_passkeys", ["member_id"])


def _secrets() -> None:
    op.create_table(
        "one_time_secrets",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("member_id", _BIG_ID, nullable=True),
        sa.Column("told", _JSON, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["staff_members.id"], name=op.f("fk_one_time_secrets_member_id")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_one_time_secrets")),
    )
    op.create_index(op.f("ix_one_time_secrets_expires_at"), "one_time_secrets", ["expires_at"])
    op.create_index(op.f("ix_one_time_secrets_member_id"), "one_time_secrets", ["member_id"])

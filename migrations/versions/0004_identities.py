"""Identities: one form per number, former BSUIDs, changes and conflicts, choices about marketing."""

import re
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0002"
branch_labels = None
depends_on = None

_BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("contacts") as batch_op:
        batch_op.add_column(sa.Column("wa_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("former_bsuid", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("marketing_opted_out_at", _TIME, nullable=True))
        batch_op.add_column(sa.Column("marketing_chosen_at", _TIME, nullable=True))
        batch_op.add_column(sa.Column("identity_changed_at", _TIME, nullable=True))
        batch_op.create_index(batch_op.f("ix_contacts_former_bsuid"), ["former_bsuid"], unique=False)

    op.create_table(
        "identity_changes",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("contact_id", _BIG_ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_identity_changes_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_changes")),
        sa.UniqueConstraint("message_id", name=op.f("uq_identity_changes_message_id")),
    )
    with op.batch_alter_table("identity_changes") as batch_op:
        batch_op.create_index(batch_op.f("ix_identity_changes_contact_id"), ["contact_id"], unique=False)

    op.create_table(
        "identity_conflicts",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("contact_id", _BIG_ID, nullable=False),
        sa.Column("other_contact_id", _BIG_ID, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("settled_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_identity_conflicts_contact_id")),
        sa.ForeignKeyConstraint(
            ["other_contact_id"], ["contacts.id"], name=op.f("fk_identity_conflicts_other_contact_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_conflicts")),
        sa.UniqueConstraint(
            "contact_id", "other_contact_id", name=op.f("uq_identity_conflicts_contact_id_other_contact_id")
        ),
    )
    with op.batch_alter_table("identity_conflicts") as batch_op:
        batch_op.create_index(batch_op.f("ix_identity_conflicts_other_contact_id"), ["other_contact_id"], unique=False)

    _to_one_form(op.get_bind())


# As relaystack.engine.phones had them when this was written.
_OTHER_FORMS = (
    (re.compile(r"55([1-9]{2})([6-9][0-9]{7})"), r"55\g<1>9\2"),
    (re.compile(r"521([2-9][0-9]{9})"), r"52\1"),
    (re.compile(r"54([1-3][0-9]{9})"), r"549\1"),
)


def _to_one_form(connection: sa.Connection) -> None:
    """Contacts are looked up by the one form of their number from now on."""
    for id, phone in connection.execute(sa.text("SELECT id, phone FROM contacts WHERE phone LIKE '5%'")).all():
        for form, dialled in _OTHER_FORMS:
            if form.fullmatch(phone):
                _renumber(connection, id, phone, form.sub(dialled, phone))


def _renumber(connection: sa.Connection, id: int, old: str, new: str) -> None:
    owner = connection.scalar(sa.text("SELECT id FROM contacts WHERE phone = :new"), {"new": new})
    values = {"id": id, "old": old, "new": new, "owner": owner}
    if owner is None:
        connection.execute(sa.text("UPDATE contacts SET phone = :new, wa_id = :old WHERE id = :id"), values)
        for name in ("whatsapp_sessions", "whatsapp_leads", "whatsapp_messages"):
            table = sa.table(name, sa.column("phone"), sa.column("contact_id"))
            connection.execute(table.update().where(table.c.contact_id == id).values(phone=new))
        return
    # Both forms have a contact: a person decides; who has said stop as either has said it as both.
    conflicts = sa.table(
        "identity_conflicts", sa.column("contact_id"), sa.column("other_contact_id"), sa.column("reason"),
        sa.column("created_at", _TIME),
    )  # fmt: skip
    first, second = sorted((id, owner))
    row = {
        "contact_id": first, "other_contact_id": second, "reason": "two forms of one phone number",
        "created_at": datetime.now(UTC),
    }  # fmt: skip
    connection.execute(conflicts.insert(), row)
    connection.execute(
        sa.text(
            "UPDATE contacts SET opted_out_at = (SELECT min(opted_out_at) FROM contacts WHERE id IN (:id, :owner))"
            " WHERE id IN (:id, :owner)"
        ),
        values,
    )


def downgrade() -> None:
    op.drop_table("identity_conflicts")
    op.drop_table("identity_changes")
    with op.batch_alter_table("contacts") as batch_op:
        batch_op.drop_index(batch_op.f("ix_contacts_former_bsuid"))
        for name in (
            "identity_changed_at", "marketing_chosen_at", "marketing_opted_out_at", "former_bsuid", "wa_id",
        ):  # fmt: skip
            batch_op.drop_column(name)

"""What staff must know or decide about who is who."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, or_, select, update

from relaystack.models import Contact, IdentityConflict


def waiting(connection: Connection) -> Sequence[Row[Any]]:
    """The pairs of contacts that nobody has decided about, oldest first."""
    return connection.execute(
        select(IdentityConflict.__table__)
        .where(IdentityConflict.settled_at.is_(None))
        .order_by(IdentityConflict.created_at, IdentityConflict.id)
    ).all()


def settle(connection: Connection, id: int, now: datetime) -> bool:
    """Note that a person has looked at a pair; whether it was still waiting."""
    still_open = IdentityConflict.settled_at.is_(None)
    done = connection.execute(
        update(IdentityConflict).where(IdentityConflict.id == id, still_open).values(settled_at=now)
    )
    return bool(done.rowcount)


def notes(connection: Connection, contact_id: int) -> list[str]:
    """What a consultant must know before trusting that a contact is who they say they are."""
    changed = connection.scalar(select(Contact.identity_changed_at).where(Contact.id == contact_id))
    told = []
    if changed:
        told.append(
            f"WhatsApp saw new keys for this account on {changed:%d %B %Y}: a new phone, or somebody else who has taken"
            " it over. Make sure who it is before you speak of private matters."
        )
    pairs = connection.execute(
        select(IdentityConflict.contact_id, IdentityConflict.other_contact_id).where(
            IdentityConflict.settled_at.is_(None),
            or_(IdentityConflict.contact_id == contact_id, IdentityConflict.other_contact_id == contact_id),
        )
    )
    others = [first if second == contact_id else second for first, second in pairs]
    return told + [
        f"This may be the same person as contact {other}; whoever runs the bot can tell." for other in others
    ]

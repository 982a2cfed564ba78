"""Who else looks at a conversation or writes in it just now? Told by their browsers, and over by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, bindparam, case, exists, or_, select

from relaystack.models import Contact, Presence, StaffMember

from ..storage.database import Database, insert

LOOKS, WRITES = timedelta(seconds=40), timedelta(seconds=10)  # how long each lasts that is not told again
OFTEN = timedelta(seconds=3)  # no row is written more often for the same
DOES = case((Presence.wrote_at > bindparam("wrote_since"), "w"), else_="l").label("does")  # writes, or looks


def there(*columns: Any) -> Select[Any]:
    """Of each colleague who is at a conversation; `moment` gives its values. There are as many rows as members."""
    return (
        select(*columns)
        .join_from(Presence, StaffMember, StaffMember.id == Presence.member_id)
        .where(
            Presence.contact_id == bindparam("contact_id"), Presence.looked_at > bindparam("looked_since"),
            Presence.member_id != bindparam("but"), StaffMember.removed_at.is_(None),
        )
    )  # fmt: skip


_OTHERS = there(StaffMember.id, StaffMember.name, DOES).order_by(StaffMember.id)


@dataclass(frozen=True)
class Here:
    """A colleague who is at the same conversation."""

    id: int
    name: str
    writes: bool


def tell(database: Database, contact_id: int, member_id: int, *, writes: bool) -> bool:
    """A member is there, or writes there; False where there is no such person."""
    now = datetime.now(UTC)
    there = exists().where(Contact.id == contact_id, Contact.erased_at.is_(None))
    with database.transaction() as connection:
        if not connection.scalar(select(there)):
            return False
        told = {"contact_id": contact_id, "looked_at": now, "wrote_at": now if writes else None}
        is_new = [Presence.contact_id != contact_id, Presence.looked_at < now - OFTEN]
        is_new += [Presence.wrote_at.is_(None) if writes else Presence.wrote_at.is_not(None)]
        new = insert(connection, Presence).values(member_id=member_id, **told)
        connection.execute(new.on_conflict_do_update(index_elements=["member_id"], set_=told, where=or_(*is_new)))
    return True


def moment(contact_id: int, but: int | None) -> dict[str, Any]:
    """What is asked now about who is there besides one of us."""
    now = datetime.now(UTC)
    return {"contact_id": contact_id, "looked_since": now - LOOKS, "wrote_since": now - WRITES, "but": but or 0}


def others(connection: Connection, contact_id: int, but: int | None) -> Sequence[Here]:
    """Who is there besides one of us."""
    rows = connection.execute(_OTHERS, moment(contact_id, but))
    return [Here(row.id, row.name, row.does == "w") for row in rows]

"""What a member of the staff hears of by e-mail, and when they want to be left alone."""

from collections.abc import Container

from sqlalchemy import Connection, select, update

from relaystack.models import StaffMember

from ..notices.hearing import AT_FIRST, Hearing
from ..storage import audit
from ..storage.database import Database
from ..storage.versions import must_be
from . import members
from .members import Member
from .roles import who_may

READS = "conversations:read"  # who may not read conversations hears of none


def of(database: Database, me: Member) -> Hearing:
    """What somebody hears of."""
    with database.reading() as connection:
        return _of(connection, me.id)


def change(database: Database, me: Member, wanted: Hearing, seen: Container[str] | None = None) -> None:
    """Let them hear of this from now on. Raises Outdated by `seen`."""
    now = members.now()
    with database.transaction() as connection:
        before = _of(connection, members.locked(connection, me.id).id).kept
        must_be(seen, before)
        after = {name: value for name, value in wanted.kept.items() if value != before[name]}
        if after:
            connection.execute(update(StaffMember).where(StaffMember.id == me.id).values(hears=wanted.kept))
            audit.note(connection, me.name, "member.notifications", members.subject(me.id), before, after, now)


def at_first(role: str) -> dict[str, object]:
    """What somebody hears of who is new in a role."""
    return AT_FIRST.kept if role in who_may("conversations:write") else {}


def may_read(role: str) -> bool:
    """Whether news of conversations may reach this role at all."""
    return role in who_may(READS)


def _of(connection: Connection, id: int) -> Hearing:
    return Hearing.of(connection.scalars(select(StaffMember.hears).where(StaffMember.id == id)).one())

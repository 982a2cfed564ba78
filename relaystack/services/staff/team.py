"""Who is in the team, and what its members may do to each other: invite, give a role, help, remove."""

from collections.abc import Container
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, func, select, update

from relaystack.models import Contact, Lead, StaffMember

from ..storage import audit, one_time
from ..storage.database import Database, insert
from ..storage.one_time import Purpose
from ..storage.versions import must_be
from . import credentials, members, notifications, sign_ins
from .members import HERE, Impossible, Member
from .roles import OWNER, ROLES, who_may
from .tokens import TERMINAL


@dataclass(frozen=True)
class Actor:
    """Who does it: their name for the audit, and whether owners may be touched."""

    name: str
    over_owners: bool
    member_id: int | None = None


OPERATOR = Actor(TERMINAL, over_owners=True)


def invite(database: Database, by: Actor, email: str, name: str, role: str) -> tuple[Member, str]:
    """Take somebody into the team, or back into it: who they are by now, and what opens the door for them, once."""
    now, email = members.now(), members.address(email)
    if role not in ROLES:
        raise Impossible("There is no such role.")
    with database.transaction() as connection:
        known = connection.execute(select(*members.COLUMNS).where(StaffMember.email == email).with_for_update()).first()
        if known and known.removed_at is None and known.has_password:
            raise Impossible("Somebody with this address is in the team already.")
        name = members.good_name(connection, name or email.partition("@")[0], known.id if known else None)
        row = {"email": email, "name": name, "role": role, "recovery_codes": [], "created_at": now, "removed_at": None,
               "hears": notifications.at_first(role)}  # fmt: skip
        new = insert(connection, StaffMember).values(row)
        put = new.on_conflict_do_update(index_elements=["email"], set_=row)
        id = connection.scalars(put.returning(StaffMember.id)).one()
        told = {"email": email, "name": name, "role": role}
        audit.note(connection, by.name, "member.invite", members.subject(id), dict.fromkeys(told), told, now)
        one_time.forget(connection, id)
        return members.locked(connection, id), one_time.make(connection, Purpose.WELCOME, now, id)


def new_link(database: Database, by: Actor, id: int) -> tuple[Member, Purpose, str]:
    """Another way in for somebody: an invitation where they have not come yet, else for a new password."""
    now = members.now()
    with database.transaction() as connection:
        member = _touched(connection, by, id)
        purpose = Purpose.RESET if member.has_password else Purpose.WELCOME
        one_time.forget(connection, id, *one_time.LINKS)
        done = "member.link_reset" if member.has_password else "member.link_welcome"
        audit.note(connection, by.name, done, members.subject(id), {}, {}, now)
        return member, purpose, one_time.make(connection, purpose, now, id)


def give_role(database: Database, by: Actor, id: int, role: str, seen: Container[str] | None = None) -> None:
    """Let somebody do what this role may, from their next request on."""
    if role not in ROLES:
        raise Impossible("There is no such role.")
    now = members.now()
    with database.transaction() as connection:
        owners, member = _held_owners(connection), _touched(connection, by, id)
        must_be(seen, shown(member))
        if role != OWNER:
            _must_not_be_the_last(member, owners)
        changed: dict[str, Any] = {"role": role}
        if not (notifications.may_read(role) and notifications.may_read(member.role)):
            changed["hears"] = notifications.at_first(role)  # what they had chosen was for other eyes
        connection.execute(update(StaffMember).where(StaffMember.id == id).values(changed))
        if role not in who_may("conversations:write"):
            _let_go(connection, id)
        told = {"role": role}
        audit.note(connection, by.name, "member.role", members.subject(id), {"role": member.role}, told, now)


def remove(database: Database, by: Actor, id: int, seen: Container[str] | None = None) -> None:
    """Let somebody in no more, at once. Their name stays: they wrote messages, and made changes."""
    now = members.now()
    with database.transaction() as connection:
        owners, member = _held_owners(connection), _touched(connection, by, id)
        must_be(seen, shown(member))
        _must_not_be_the_last(member, owners)
        connection.execute(update(StaffMember).where(StaffMember.id == id).values(removed_at=now))
        credentials.forget_all(connection, id)
        _let_go(connection, id)
        sign_ins.end_of(connection, id, by.name, now)
        told = {"removed_at": now}
        audit.note(connection, by.name, "member.remove", members.subject(id), dict.fromkeys(told), told, now)


def end_sign_ins(database: Database, by: Actor, id: int) -> int:
    """Sign somebody out everywhere; how many sign-ins that were."""
    with database.transaction() as connection:
        _touched(connection, by, id)
        return sign_ins.end_of(connection, id, by.name, members.now())


def reset_second_factor(database: Database, by: Actor, id: int) -> None:
    """Let somebody in by their password alone, who has lost the other thing: they set it up anew."""
    now = members.now()
    with database.transaction() as connection:
        _touched(connection, by, id)
        credentials.forget_second_factor(connection, id)
        sign_ins.end_of(connection, id, by.name, now)
        audit.note(connection, by.name, "member.second_factor_reset", members.subject(id), {}, {}, now)


def shown(member: Member) -> dict[str, Any]:
    """What the team's page shows of somebody: by its version a form tells whether it is still so."""
    return asdict(member)


def _let_go(connection: Connection, id: int) -> None:
    """Their conversations and leads are nobody's: whoever looks for one finds it among those."""
    theirs = select(Contact.id).where(Contact.assignee_id == id).order_by(Contact.id).with_for_update(key_share=True)
    connection.execute(theirs)  # in the order in which everybody locks them
    connection.execute(update(Contact).where(Contact.assignee_id == id).values(assignee_id=None))
    connection.execute(update(Lead).where(Lead.owner_id == id).values(owner_id=None))


def _touched(connection: Connection, by: Actor, id: int) -> Member:
    member = members.locked(connection, id)
    if member.role == OWNER and not by.over_owners:
        raise Impossible("Only an owner can do this for an owner.")
    return member


def _held_owners(connection: Connection) -> set[int]:
    """The owners who can come in. Their rows are held: of two who remove each other at once, one is told."""
    owners = select(StaffMember.id).where(StaffMember.role == OWNER, HERE, StaffMember.password_hash.is_not(None))
    return set(connection.scalars(owners.order_by(StaffMember.id).with_for_update(key_share=True)))


def _must_not_be_the_last(member: Member, owners: set[int]) -> None:
    if owners == {member.id}:
        raise Impossible("This is the last owner. Make somebody else an owner first.")


def is_empty(database: Database) -> bool:
    """Whether nobody was ever invited."""
    with database.reading() as connection:
        return not connection.scalar(select(func.count()).select_from(StaffMember))

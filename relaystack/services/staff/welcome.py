"""By a link into the console: whoever was invited gives themselves a name and a password, or makes a new one."""

from sqlalchemy import Connection, update

from relaystack.models import StaffMember

from ..storage import audit, one_time
from ..storage.database import Database
from ..storage.one_time import Purpose
from . import credentials, members, passwords, sign_ins
from .members import Impossible, Member

GONE = {
    Purpose.WELCOME: "This invitation was used already, or it is older than seven days. Ask an owner for a new one.",
    Purpose.RESET: "This link was used already, or it is older than 30 minutes. Ask for a new one.",
}


def whose(database: Database, purpose: Purpose, secret: str) -> Member:
    """For whom a link is that is still good; raises Impossible."""
    with database.reading() as connection:
        found = one_time.look(connection, secret, purpose, members.now())
        member = _of(connection, found)
    if member is None or (member.has_password and purpose is Purpose.WELCOME):  # an e-mail may have come too late
        raise Impossible(GONE[purpose])
    return member


def use(database: Database, purpose: Purpose, secret: str, password: str, company: str, name: str = "") -> Member:
    """Keep the password (and name) of whom the link is for; it opens nothing any more, nor do older sign-ins."""
    member, now = whose(database, purpose, secret), members.now()
    if why := passwords.trouble(password, [member.name, name, member.email, company]):
        raise Impossible(why)
    kept = passwords.hash_of(password)
    with database.transaction() as connection:
        if one_time.take(connection, secret, purpose, now) is None:
            raise Impossible(GONE[purpose])
        member = members.locked(connection, member.id)
        if name:
            name = members.good_name(connection, name, member.id)
            connection.execute(update(StaffMember).where(StaffMember.id == member.id).values(name=name))
        credentials.set_password(connection, member.id, kept)
        one_time.forget(connection, member.id)
        sign_ins.end_of(connection, member.id, name or member.name, now)
        done = "member.welcome" if purpose is Purpose.WELCOME else "member.password_reset"
        audit.note(connection, name or member.name, done, members.subject(member.id), {}, {}, now)
        return members.locked(connection, member.id)


def _of(connection: Connection, found: one_time.OneTime | None) -> Member | None:
    return members.find(connection, StaffMember.id == found.member_id) if found else None

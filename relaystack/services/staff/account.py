"""What somebody changes of their own: name, password, second factor, recovery codes, sign-ins."""

from typing import Any

from sqlalchemy import Connection, update

from relaystack.models import StaffMember

from ..storage import audit, one_time
from ..storage.database import Database
from . import credentials, members, passwords, sign_ins, totp
from .keys import Keys
from .members import Impossible, Member


def rename(database: Database, me: Member, name: str) -> None:
    """Go by another name from now on; what was done stays under the old one."""
    now = members.now()
    with database.transaction() as connection:
        name, before = members.good_name(connection, name, me.id), members.locked(connection, me.id)
        connection.execute(update(StaffMember).where(StaffMember.id == me.id).values(name=name))
        _note(connection, before, "member.name", {"name": before.name}, {"name": name}, now)


def change_password(database: Database, me: Member, password: str, company: str) -> None:
    """Another password; every sign-in ends, and so does every link."""
    if why := passwords.trouble(password, [me.name, me.email, company]):
        raise Impossible(why)
    kept, now = passwords.hash_of(password), members.now()
    with database.transaction() as connection:
        credentials.set_password(connection, members.locked(connection, me.id).id, kept)
        one_time.forget(connection, me.id)
        sign_ins.end_of(connection, me.id, me.name, now)
        _note(connection, me, "member.password", {}, {}, now)


def begin_totp(database: Database, keys: Keys, me: Member) -> None:
    """Make the secret of an app, to be confirmed by its first code."""
    with database.transaction() as connection:
        totp.begin(connection, keys, me.id)


def pending_totp(database: Database, keys: Keys, me: Member, company: str) -> tuple[str, str] | None:
    """The secret that waits for its first code, and what the app's camera reads."""
    with database.reading() as connection:
        secret = totp.pending(connection, keys, me.id)
    return (secret, totp.address(secret, me.email, company)) if secret else None


def confirm_totp(database: Database, keys: Keys, me: Member, code: str) -> list[str]:
    """Ask for codes at each sign-in from now on; the recovery codes. Other sign-ins end."""
    now = members.now()
    with database.transaction() as connection:
        codes = totp.confirm(connection, keys, me.id, code, now)
        if codes is None:
            raise Impossible("This code does not fit. Wait for the next one. Is the phone's clock right?")
        sign_ins.end_of(connection, me.id, me.name, now)
        _note(connection, me, "member.totp_on", {}, {}, now)
        return codes


def end_totp(database: Database, me: Member) -> None:
    """Ask for no codes any more. Other sign-ins end."""
    now = members.now()
    with database.transaction() as connection:
        members.locked(connection, me.id)
        credentials.forget_second_factor(connection, me.id)
        sign_ins.end_of(connection, me.id, me.name, now)
        _note(connection, me, "member.totp_off", {}, {}, now)


def new_recovery_codes(database: Database, me: Member) -> list[str]:
    """Ten new ones, for those from before."""
    now = members.now()
    with database.transaction() as connection:
        if not members.locked(connection, me.id).totp_since:
            raise Impossible("Recovery codes are for who signs in with codes from an app. Set that up first.")
        _note(connection, me, "member.recovery_codes", {}, {}, now)
        return totp.new_recovery_codes(connection, me.id)


def codes_left(database: Database, me: Member) -> int:
    """How many recovery codes are left."""
    with database.reading() as connection:
        return totp.codes_left(connection, me.id)


def sign_out_everywhere(database: Database, me: Member) -> None:
    """End all sign-ins, this one too."""
    with database.transaction() as connection:
        sign_ins.end_of(connection, me.id, me.name, members.now())


def _note(connection: Connection, me: Member, action: str, before: Any, after: Any, now: Any) -> None:
    audit.note(connection, me.name, action, members.subject(me.id), before, after, now)

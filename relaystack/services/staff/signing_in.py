"""Who comes in: by password, and a code where they have an app for it. Wrong tries are slowed, never told apart."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from relaystack.models import StaffMember

from ..storage import one_time
from ..storage.database import Database
from ..storage.one_time import Purpose
from . import attempts, credentials, members, passwords, totp
from .attempts import FOR_ACCOUNT, FOR_ADDRESS
from .keys import Keys
from .members import HERE, Member


class Wrong(Exception):
    """Not let in: why, in words that tell a guesser nothing. `member_id` is for the log."""

    def __init__(self, words: str, member_id: int | None = None) -> None:
        super().__init__(words)
        self.member_id = member_id


@dataclass(frozen=True)
class SignedBy:
    """Somebody whose password was right: let in, or asked for a code, by this secret, first."""

    member: Member
    step: str = ""


@dataclass(frozen=True)
class SigningIn:
    """The door for people. `address` is where a request comes from, empty where a proxy hides it."""

    database: Database
    keys: Keys

    def by_password(self, email: str, password: str, address: str) -> SignedBy:
        """Whose address and password these are; raises Wrong or TooOften."""
        email, now = email.strip().casefold(), members.now()
        account, *rest = self._counted(f"account {email}", address, now)
        found = select(StaffMember.id, StaffMember.password_hash).where(StaffMember.email == email, HERE)
        with self.database.reading() as connection:
            row = connection.execute(found).first()
        if not passwords.fits(row.password_hash if row else None, password) or row is None:
            raise Wrong("The address or the password is wrong.", row.id if row else None)
        with self.database.transaction() as connection:
            attempts.succeeded(connection, account, *rest)
            if passwords.is_outdated(row.password_hash):
                credentials.set_password(connection, row.id, passwords.hash_of(password))
            member = members.locked(connection, row.id)
            asked = one_time.make(connection, Purpose.CODE, now, member.id) if member.totp_since else ""
        return SignedBy(member, asked)

    def by_code(self, step: str, code: str, address: str) -> Member:
        """Whose code this is, after their password; raises Wrong, TooOften or Impossible."""
        now = members.now()
        with self.database.reading() as connection:
            found = one_time.look(connection, step, Purpose.CODE, now)
        if found is None or found.member_id is None:
            raise Wrong("That took too long. Please begin again with your password.")
        counted = self._counted(f"code {found.member_id}", address, now)
        with self.database.transaction() as connection:
            if not totp.accepts(connection, self.keys, found.member_id, code, now):
                raise Wrong("This code is wrong, or it was used already. Wait for the next one.", found.member_id)
            if one_time.take(connection, step, Purpose.CODE, now) is None:
                raise Wrong("That took too long. Please begin again with your password.")
            attempts.succeeded(connection, *counted)
            return members.locked(connection, found.member_id)

    def confirm(self, id: int, password: str, address: str) -> None:
        """Ask somebody who is in for their password, before what nobody else may do; raises Wrong, TooOften."""
        now = members.now()
        counted = self._counted(f"confirm {id}", address, now)
        with self.database.reading() as connection:
            kept = connection.scalar(select(StaffMember.password_hash).where(StaffMember.id == id, HERE))
        if not passwords.fits(kept, password):
            raise Wrong("This is not your password.", id)
        with self.database.transaction() as connection:
            attempts.succeeded(connection, *counted)

    def count_reset(self, email: str, address: str) -> None:
        """Count who asks for a new password, so that nobody's letter box is filled; raises TooOften."""
        self._counted(f"reset {email.strip().casefold()}", address, members.now())

    def _counted(self, account: str, address: str, now: datetime) -> list[str]:
        """Under which keys the attempt counts, the account's first."""
        free = {self.keys.mark(account): FOR_ACCOUNT}
        if address:
            free[self.keys.mark(f"address {address}")] = FOR_ADDRESS
        with self.database.transaction() as connection:
            attempts.begin(connection, free, now)
        return list(free)


def member_with(connection: Connection, email: str) -> Member | None:
    """Who has this address and a password."""
    member = members.find(connection, StaffMember.email == email.strip().casefold())
    return member if member and member.has_password else None

"""The people of the staff, as they are kept; what they may do to each other stands in `team.py`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import ColumnElement, Connection, select

from relaystack.models import StaffMember

from ..storage.database import Database
from .roles import ROLES, scopes_of

LONGEST_NAME = 80
# Who else stands in the audit: nobody of the staff may go by it.
_TAKEN = {"api", "api_token", "bot", "loopback", "relaystack", "terminal", "the bot", "the command line",
          "this machine", "whatsapp app"}  # fmt: skip


class Impossible(Exception):
    """What was asked for cannot be done: why, in words for staff."""


@dataclass(frozen=True)
class Member:
    """Somebody of the staff, without what opens the door."""

    id: int
    email: str
    name: str
    role: str
    created_at: datetime
    removed_at: datetime | None
    has_password: bool  # else they were invited, and have not come yet
    totp_since: datetime | None

    @property
    def scopes(self) -> frozenset[str]:
        """What they may do, from the next request on when their role changes."""
        return scopes_of(self.role)

    @property
    def role_label(self) -> str:
        """Their role as people read it."""
        return ROLES[self.role].label if self.role in ROLES else self.role


COLUMNS = (
    StaffMember.id, StaffMember.email, StaffMember.name, StaffMember.role, StaffMember.created_at,
    StaffMember.removed_at, StaffMember.password_hash.is_not(None).label("has_password"), StaffMember.totp_since,
)  # fmt: skip
HERE = StaffMember.removed_at.is_(None)


def by_id(database: Database, id: int) -> Member | None:
    """The member with this number, unless they were removed."""
    with database.reading() as connection:
        return find(connection, StaffMember.id == id)


def every(database: Database) -> list[Member]:
    """All who were not removed, by name."""
    with database.reading() as connection:
        rows = connection.execute(select(*COLUMNS).where(HERE).order_by(StaffMember.name, StaffMember.id))
        return [Member(**row._mapping) for row in rows]


def find(connection: Connection, which: ColumnElement[bool], *, lock: bool = False) -> Member | None:
    """The member of whom that is true, unless they were removed; for nobody else to change, where that is asked for.

    Rows that refer to them may be written meanwhile: who books with them holds what a removal waits for.
    """
    found = select(*COLUMNS).where(which, HERE)
    row = connection.execute(found.with_for_update(key_share=True) if lock else found).first()
    return Member(**row._mapping) if row else None


def locked(connection: Connection, id: int) -> Member:
    """The member, for nobody else to change until the transaction ends; raises Impossible where they are gone."""
    member = find(connection, StaffMember.id == id, lock=True)
    if member is None:
        raise Impossible("They are not in the team any more.")
    return member


def subject(id: int) -> str:
    """Under which the audit keeps what was done to somebody."""
    return f"member:{id}"


def address(written: str) -> str:
    """An e-mail address as it is kept; raises Impossible where it is none."""
    try:
        found = validate_email(written.strip(), check_deliverability=False, allow_display_name=False)
    except EmailNotValidError:
        raise Impossible("That is no e-mail address. It looks like name@example.com.") from None
    return found.normalized.casefold()


def good_name(connection: Connection, written: str, but: int | None = None) -> str:
    """A name that nobody else has: it stands in the audit, and above messages. Raises Impossible."""
    name = " ".join(written.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Impossible(f"Please give a name of up to {LONGEST_NAME} signs.")
    if name.casefold() in _TAKEN | _others(connection, but) or "(token" in name.casefold():
        raise Impossible("Somebody here goes by this name already. Please add something, like a last name.")
    return name


def _others(connection: Connection, but: int | None) -> set[str]:
    """The names of all others, also of those who were removed: what they did stands under them."""
    found: Iterable[str] = connection.scalars(select(StaffMember.name).where(StaffMember.id != (but or 0)))
    return {name.casefold() for name in found}


def now() -> datetime:
    """The time, for what staff do."""
    return datetime.now(UTC)

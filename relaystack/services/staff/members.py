"""The people of the staff, as they are kept."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, select

from relaystack.models import StaffMember

from ..storage.database import Database
from .roles import scopes_of


@dataclass(frozen=True)
class Member:
    """Somebody of the staff, without what opens the door."""

    id: int
    email: str
    name: str
    role: str
    created_at: datetime
    removed_at: datetime | None

    @property
    def scopes(self) -> frozenset[str]:
        """What they may do, from the next request on when their role changes."""
        return scopes_of(self.role)


COLUMNS = (StaffMember.id, StaffMember.email, StaffMember.name, StaffMember.role, StaffMember.created_at,
           StaffMember.removed_at)  # fmt: skip
HERE = StaffMember.removed_at.is_(None)


def by_id(database: Database, id: int) -> Member | None:
    """The member with this number, unless they were removed."""
    with database.reading() as connection:
        return find(connection, StaffMember.id == id)


def find(connection: Connection, which: ColumnElement[bool]) -> Member | None:
    """The member of whom that is true, unless they were removed."""
    row = connection.execute(select(*COLUMNS).where(which, HERE)).first()
    return Member(**row._mapping) if row else None

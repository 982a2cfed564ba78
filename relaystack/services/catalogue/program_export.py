"""The programmes of the database as a file, which `seed` reads again to the same rows."""

from dataclasses import dataclass

from sqlalchemy import select

from relaystack.content import program_entries
from relaystack.models import Program

from ..storage.database import Database


@dataclass(frozen=True)
class Exported:
    """The file, and the codes of those that no file can hold yet."""

    yaml: str
    left_out: list[str]


def of(database: Database, program_link: str) -> Exported:
    """All programmes but those that the file itself has no more."""
    wanted = select(Program.__table__).where(Program.withdrawn_at.is_(None))
    with database.reading() as connection:
        found = connection.execute(wanted.order_by(Program.category, Program.rank, Program.code))
        rows = [dict(row._mapping) for row in found]
    left_out = [row["code"] for row in rows if program_entries.missing(row)]
    whole = (program_entries.to_entry(row, program_link) for row in rows if row["code"] not in left_out)
    return Exported(program_entries.to_yaml(whole), left_out)

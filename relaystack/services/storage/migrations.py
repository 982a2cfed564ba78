"""How the tables come to the form that this version needs.

Alembic is imported where tables are changed: what only asks how old they are begins without it.
"""

import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Connection, inspect, select
from sqlalchemy.exc import OperationalError

from relaystack.errors import RelaystackError
from relaystack.models import SchemaFloor

from . import scrubbing, search_index
from .database import Database

if TYPE_CHECKING:
    from alembic.config import Config

_PAUSES = (0.1, 0.3, 1.0, 3.0)  # seconds between the tries of two who upgrade at once
FOLDER = Path(__file__).resolve().parents[3] / "migrations"


class NewerTables(RelaystackError):
    """The tables were made by a newer program; `serve` says whether this one may run on them. Nothing was changed."""

    def __init__(self, revision: str, serve: bool) -> None:
        super().__init__(f"the tables are at revision {revision}, newer than this program ({head()})")
        self.serve = serve


def config(database: Database) -> "Config":
    """Alembic's configuration for a database."""
    from alembic.config import Config

    found = Config()
    found.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    found.attributes["engine"] = database.engine
    return found


def upgrade(database: Database) -> str:
    """Create or migrate the tables; the revision reached."""
    from alembic import command
    from alembic.runtime.migration import MigrationContext
    from alembic.util import CommandError

    unhurried = database.unhurried()
    try:
        _unless_locked(lambda: command.upgrade(config(unhurried), "head"))
        scrubbing.rewrite(unhurried)
    except CommandError:  # a revision that is in none of our files
        with database.transaction() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
            if age(found) != "newer":
                raise
            raise NewerTables(str(found), serves(connection)) from None
    finally:
        unhurried.close()
    with database.transaction() as connection:
        return MigrationContext.configure(connection).get_current_revision() or "none"


def _unless_locked(upgrade: Callable[[], None]) -> None:
    """SQLite may say at once that another process holds the file, while that one makes its log or takes it away.

    See "Sometimes Queries Return SQLITE_BUSY In WAL Mode" (sqlite.org/wal.html). Nothing has begun then: once more.
    """
    for seconds in _PAUSES:
        try:
            upgrade()
            return
        except OperationalError as error:
            if "database is locked" not in str(error.orig):
                raise
            time.sleep(seconds)
    upgrade()


@cache
def _known() -> tuple[str, ...]:
    """All revisions that this version knows, the newest first: a file's name begins with its own."""
    files = (FOLDER / "versions").glob("[0-9]*_*.py")
    return tuple(sorted((file.name.partition("_")[0] for file in files), reverse=True))


def head() -> str:
    """The revision that this version needs."""
    return _known()[0]


def is_model(name: str | None, kind: str, parents: object) -> bool:
    """Whether Alembic is to compare it: what searches look into is no model, and as each database needs it."""
    return not (kind in ("table", "index") and search_index.is_of_search(name or ""))


def age(revision: str | None) -> Literal["missing", "older", "current", "newer"]:
    """How a database's revision compares to what this version needs."""
    if revision is None:
        return "missing"
    if revision not in _known():
        return "newer"
    return "current" if revision == head() else "older"


def serves(connection: Connection) -> bool:
    """Whether tables that are newer than this program let it run on them: they name the oldest that may."""
    if not inspect(connection).has_table(SchemaFloor.__tablename__):
        return False
    return connection.scalar(select(SchemaFloor.oldest)) in _known()

"""How the tables come to the form that this version needs."""

from functools import cache
from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from . import scrubbing
from .database import Database

FOLDER = Path(__file__).resolve().parents[3] / "migrations"


def config(database: Database) -> Config:
    """Alembic's configuration for a database."""
    found = Config()
    found.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    found.attributes["engine"] = database.engine
    return found


def upgrade(database: Database) -> str:
    """Create or migrate the tables; the revision reached."""
    unhurried = database.unhurried()
    try:
        command.upgrade(config(unhurried), "head")
        scrubbing.rewrite(unhurried)
    finally:
        unhurried.close()
    with database.transaction() as connection:
        return MigrationContext.configure(connection).get_current_revision() or "none"


@cache
def _known() -> tuple[str, ...]:
    """All revisions that this version knows, the newest first."""
    return tuple(script.revision for script in ScriptDirectory(str(FOLDER)).walk_revisions())


def head() -> str:
    """The revision that this version needs."""
    return _known()[0]


def age(revision: str | None) -> Literal["missing", "older", "current", "newer"]:
    """How a database's revision compares to what this version needs."""
    if revision is None:
        return "missing"
    if revision not in _known():
        return "newer"
    return "current" if revision == head() else "older"

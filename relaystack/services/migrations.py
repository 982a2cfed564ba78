"""How the tables come to the form that this version needs."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext

from .database import Database

FOLDER = Path(__file__).resolve().parent.parent.parent / "migrations"


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
    finally:
        unhurried.close()
    with database.transaction() as connection:
        return MigrationContext.configure(connection).get_current_revision() or "none"

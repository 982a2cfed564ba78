"""How do commands end that cannot go on? With words, not with a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import ScriptInfo
from sqlalchemy.exc import DatabaseError, DataError, IntegrityError, InterfaceError

from ..errors import path_trouble
from ..services.storage import sqlite_file
from ..services.storage.advice import advice


@contextmanager
def in_words() -> Iterator[None]:
    """A database that cannot be used is said, with what to do."""
    try:
        yield
    except (DataError, IntegrityError):  # the command's own fault, and their words are personal
        raise
    except (InterfaceError, DatabaseError) as error:
        cause = str(error.orig).splitlines()[0]
        what = _of_file() or advice(cause)
        raise click.ClickException(f"The database of DATABASE_URL cannot be used: {cause}\n{what}") from None
    except OSError as error:
        if error.filename is None:
            raise
        raise click.ClickException(path_trouble(error)) from None


def _of_file() -> str:
    """What stands against SQLite's file; nothing where that is well, or the database another."""
    context = click.get_current_context(silent=True)
    info = context.find_object(ScriptInfo) if context else None
    parts = info.load_app().extensions.get("relaystack") if info else None
    return sqlite_file.trouble(parts.database) if parts else ""

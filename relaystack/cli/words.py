"""How do commands end that cannot go on? With words, not with a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.exc import OperationalError, ProgrammingError


@contextmanager
def in_words() -> Iterator[None]:
    """A database that cannot be used is said, with what to do."""
    try:
        yield
    except (OperationalError, ProgrammingError) as error:
        cause = str(error.orig).splitlines()[0]
        raise click.ClickException(
            f"The database of DATABASE_URL cannot be used: {cause}\nA new database needs `flask init-db` first."
        ) from None

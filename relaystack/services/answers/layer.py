"""What was taught, laid over the content folder in every process: looked at each second, read when it is another."""

from collections.abc import Hashable
from contextlib import suppress
from dataclasses import replace

from sqlalchemy import select

from relaystack.content import taught as taught_content
from relaystack.content.served import ServedContent
from relaystack.models import TaughtAnswerRow

from ..storage.database import AWAY, Database
from ..storage.versions import version
from . import taught

_STAMP = select(TaughtAnswerRow.id, TaughtAnswerRow.version).order_by(TaughtAnswerRow.id)
# Not why: that names words which staff may have had from a customer, and this goes into the log.
_LEFT_OUT = (
    "answers: {} was taught, does not fit the content folder any more, and is left out; the page Answers says why"
)


class TaughtLayer:
    """The answers of a database. While it is away, what was laid last is served."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._last: Hashable = ()

    def stamp(self) -> Hashable:
        """The answers with their versions."""
        if self._database.is_there:
            with suppress(*AWAY), self._database.reading() as connection:
                self._last = tuple((row.id, row.version) for row in connection.execute(_STAMP))
        return self._last

    def lay(self, content: ServedContent) -> tuple[ServedContent, list[str]]:
        """The content with all that fit; a taught answer never stops the program, it is left out."""
        if not self._last:
            return content, []
        with self._database.reading() as connection:
            rows = [row for row in taught.every(connection) if row["served"]]
        fit, left_out = taught_content.fitting(content.book, map(taught.of_row, rows))
        told = [_LEFT_OUT.format(name) for name in left_out]
        if not fit:
            return content, told
        named = f"{content.version}+{version({row['name']: row['version'] for row in rows})[:6]}"
        return replace(content, book=taught_content.laid(content.book, fit), version=named, folder=content.book), told

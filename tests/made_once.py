"""What the thousands of bots of a run have in common is made once: statements, files that are read, connections.

Only the making is shared. It took a third of most tests' time; a program in production makes each of them once.
"""

import pickle
from collections import defaultdict
from collections.abc import Callable, Hashable
from functools import lru_cache
from types import CodeType
from typing import Any

import psycopg
import yaml
from argon2 import PasswordHasher
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from werkzeug.routing import Rule

from relaystack.content import yaml_lines
from relaystack.services.staff import passwords
from relaystack.services.storage.database import _Bounded

_statements: dict[str, "_Statements"] = {}


class _Statements(dict[Any, Any]):
    """Statements as SQL, whichever engine asks: SQLAlchemy's keys begin with the engine's dialect."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(key[1:], default)

    def __getitem__(self, key: Any) -> Any:
        return super().__getitem__(key[1:])

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__(key[1:], compiled)


@event.listens_for(Engine, "engine_connect")
def _share_statements(connection: Connection) -> None:
    kind = f"{connection.dialect.name}+{connection.dialect.driver}"
    connection.execution_options(compiled_cache=_statements.setdefault(kind, _Statements()))


_rules: dict[Hashable, Rule] = {}
_compile = Rule.compile


def _compile_once(rule: Rule) -> None:
    """Werkzeug takes each address of each application apart, and compiles Python code for it."""
    key = rule.rule, rule.subdomain, rule.host, rule.merge_slashes, repr(rule.defaults)
    like = _rules.setdefault(key, rule)
    if like is rule:
        _compile(rule)
        return
    rule._parts, rule._trace, rule._converters = like._parts, like._trace, like._converters
    rule.arguments |= like.arguments
    for name in ("_build", "_build_unknown"):
        setattr(rule, name, getattr(like, name).__func__.__get__(rule, None))


Rule.compile = _compile_once  # type: ignore[method-assign, assignment]


class CompiledTemplates(BytecodeCache):
    """Templates as Python code, in memory. A page of the console has twenty of them, each bot would compile its own."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """What another bot made of the same text."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what this one made."""
        assert bucket.code
        self._codes[bucket.key, bucket.checksum] = bucket.code


COMPILED_TEMPLATES = CompiledTemplates()


@lru_cache(maxsize=500)
def _pickled(text: str) -> bytes:
    return pickle.dumps(_load(text, yaml_lines._Loader), pickle.HIGHEST_PROTOCOL)


def _load_again(stream: Any, loader: Any) -> Any:
    """Tests read the same files of content hundreds of times: a copy of what was read costs a tenth of reading."""
    return pickle.loads(_pickled(stream)) if loader is yaml_lines._Loader else _load(stream, loader)


_load = yaml.load
yaml.load = _load_again  # type: ignore[assignment]


# A password costs 40 ms, each time, so that nobody tries millions: most tests begin with a sign-in or two.
SHIPPED_HASHER = passwords._HASHER
passwords._HASHER = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1)

# A process of PostgreSQL knows no table and no plan when it begins, and learns them for each bot anew.
_parked: defaultdict[str, list[_Bounded]] = defaultdict(list)
_FORGOTTEN = "RESET ALL; UNLISTEN *; SELECT pg_advisory_unlock_all()"
_connect: Callable[..., _Bounded] = psycopg.Connection.connect.__func__  # type: ignore[attr-defined]


def _connect_again(cls: type[_Bounded], **options: Any) -> _Bounded:
    """The connection of a bot that is closed, where it lives and nobody changed the tables; else a new one."""
    where = repr(sorted((name, value) for name, value in options.items() if name != "context"))
    while _parked[where]:
        connection = _parked[where].pop()
        try:
            connection.autocommit = True
            connection.execute(_FORGOTTEN)
            connection.autocommit = False
        except psycopg.Error:  # ended by a test, or with its database
            connection.close()
        else:
            return connection
    connection = _connect(cls, **options)
    connection.parked_as = where  # type: ignore[attr-defined]
    return connection


def _park(dialect: PGDialect_psycopg, connection: Any) -> None:
    """Keep what a closed bot leaves in order."""
    if connection.closed or connection.info.transaction_status != TransactionStatus.IDLE:
        connection.close()
        return
    connection._notice_handlers.clear()
    if hasattr(connection, "parked_as"):
        _parked[connection.parked_as].append(connection)
    else:
        connection.close()


_Bounded.connect = classmethod(_connect_again)  # type: ignore[method-assign, assignment, arg-type]
PGDialect_psycopg.do_close = _park  # type: ignore[method-assign, assignment]


def end_parked() -> None:
    """Close what waits for another bot."""
    for several in _parked.values():
        while several:
            several.pop().close()


def parked() -> list[int]:
    """The processes of PostgreSQL that wait for another bot."""
    return [one.info.backend_pid for several in _parked.values() for one in several if not one.closed]

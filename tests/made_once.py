"""What the thousands of bots of a run have in common is made once: their statements as SQL, their addresses.

Only the making is shared. It took a third of most tests' time; a program in production makes each of them once.
"""

from collections.abc import Callable, Hashable
from typing import Any

from sqlalchemy import Connection, Engine, event
from werkzeug.routing import Rule

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


_builders: dict[Hashable, Callable[..., Any]] = {}
_compile = Rule._compile_builder


def _compile_once(rule: Rule, append_unknown: bool = True) -> Callable[..., Any]:
    """Werkzeug compiles Python code for each address of each application."""
    key = rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown
    if key not in _builders:
        _builders[key] = _compile(rule, append_unknown)
    return _builders[key]


Rule._compile_builder = _compile_once  # type: ignore[method-assign, assignment]

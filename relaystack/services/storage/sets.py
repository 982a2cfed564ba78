"""How sets of rows and values reach the database: one statement whose text is always the same, however many they are.

A text that never changes is prepared once, and its plan with it; a list of parameters as long as the set would be
parsed and planned anew for every length.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import orjson
from sqlalchemy import (
    ARRAY,
    Boolean,
    Connection,
    CursorResult,
    Dialect,
    Executable,
    Subquery,
    Text,
    bindparam,
    column,
    func,
    select,
    true,
    type_coerce,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

Columns = Sequence[InstrumentedAttribute[Any]]


class _Values(TypeDecorator[Sequence[Any]]):
    """Values as one parameter: an array on PostgreSQL, JSON on SQLite."""

    impl = Text
    cache_ok = True

    def __init__(self, of: TypeEngine[Any]) -> None:
        super().__init__()
        self.of = of

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else ARRAY(self.of))

    def process_bind_param(self, value: Sequence[Any] | None, dialect: Dialect) -> Any:
        return json.dumps(list(value or ())) if dialect.name == "sqlite" else list(value or ())


class among(FunctionElement[bool]):
    """Whether a column's value is one of those given as the parameter `name`."""

    type = Boolean()
    inherit_cache = True
    _is_implicitly_boolean = True  # or SQLite gets `… = 1`, for which it has no index

    def __init__(self, column: InstrumentedAttribute[Any], name: str) -> None:
        super().__init__(column, bindparam(name, type_=_Values(column.type)))


@compiles(among, "postgresql")
def _in_array(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    column, values = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"{column} = ANY ({values})"


@compiles(among, "sqlite")
def _in_json(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    column, values = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 (a parameter's name)


class _Many:
    """A statement for any number of rows, built once for each database. The rows travel as one JSON parameter."""

    def __init__(self, columns: Columns, build: Callable[[str, Subquery], Executable]) -> None:
        self._columns = columns
        self._build = build
        self._built: dict[str, Executable] = {}

    def execute(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> CursorResult[Any]:
        """Run it with these rows; further names in them are passed over, missing ones are NULL."""
        dialect = connection.dialect.name
        statement = self._built.get(dialect)
        if statement is None:
            statement = self._built[dialect] = self._build(dialect, _ROWS[dialect](self._columns))
        return connection.execute(statement, {"rows": _WRITTEN[dialect](rows)})


class UpdateMany(_Many):
    """Sets columns of the rows that have the same `key`, which is the first of the columns."""

    def __init__(self, key: InstrumentedAttribute[Any], *columns: InstrumentedAttribute[Any]) -> None:
        def build(dialect: str, new: Subquery) -> Executable:
            values = {column: new.c[column.name] for column in columns}
            return update(key.class_).where(key == new.c[key.name]).values(values)

        super().__init__((key, *columns), build)


class InsertMany(_Many):
    """Adds rows. What is there already, by the columns `unique`, is kept, or gets the values of `replacing`."""

    def __init__(
        self,
        *columns: InstrumentedAttribute[Any],
        unique: Columns = (),
        replacing: Columns = (),
        returning: Columns = (),
    ) -> None:
        def build(dialect: str, new: Subquery) -> Executable:
            insert: Any = _INSERT[dialect](columns[0].class_)
            insert = insert.from_select([column.name for column in columns], select(*new.c).where(true()))
            keys = [column.name for column in unique]
            if replacing:
                values = {column.name: insert.excluded[column.name] for column in replacing}
                insert = insert.on_conflict_do_update(index_elements=keys, set_=values)
            elif unique:
                insert = insert.on_conflict_do_nothing(index_elements=keys)
            statement: Executable = insert.returning(*returning) if returning else insert
            return statement

        super().__init__(columns, build)


def _recordset(columns: Columns) -> Subquery:
    typed = [column(c.name, c.type) for c in columns]
    rows = func.jsonb_to_recordset(bindparam("rows", type_=Text).cast(JSONB)).table_valued(*typed, name="given")
    return select(rows.render_derived(with_types=True)).subquery("r")


def _json_each(columns: Columns) -> Subquery:
    rows = func.json_each(bindparam("rows", type_=Text)).table_valued("value", name="given")
    found = [type_coerce(func.json_extract(rows.c.value, f"$.{c.name}"), c.type).label(c.name) for c in columns]
    return select(*found).subquery("r")


_INSERT: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
_ROWS = {"postgresql": _recordset, "sqlite": _json_each}


def _for_sqlite(rows: Any) -> str:
    def written(at: date) -> str:  # as SQLAlchemy stores it
        return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}" if isinstance(at, datetime) else at.isoformat()

    return orjson.dumps(rows, written, orjson.OPT_PASSTHROUGH_DATETIME).decode()


# Times as the column types write them: PostgreSQL reads ISO.
_WRITTEN: dict[str, Callable[[Any], str]] = {
    "postgresql": lambda rows: orjson.dumps(rows).decode(),
    "sqlite": _for_sqlite,
}

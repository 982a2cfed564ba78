"""Which values stand in an indexed column? A step of the index for each of them, however many rows have it."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute


def of(column: InstrumentedAttribute[Any]) -> Any:
    """The column's values, each once, as a table with the one column `value`."""
    first = select(func.min(column).label("value")).cte("steps", recursive=True)
    after = select(func.min(column)).where(column > first.c.value).scalar_subquery()
    every = first.union_all(select(after).where(first.c.value.is_not(None)))
    return select(every.c.value).where(every.c.value.is_not(None)).subquery("values_there")

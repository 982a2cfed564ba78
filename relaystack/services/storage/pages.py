"""Long lists in pages: the newest first, or the oldest, each page with the cursor of the next."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import gt, lt
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_

CURSOR = r"^[0-9]{1,16}-[0-9]{1,18}$"  # a time in microseconds (or `upto`, where the list goes by number), a number
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class Wanted:
    """Which page: `cursor` is that of the page before, or none for the first."""

    limit: int
    cursor: str | None = None

    @property
    def upto(self) -> int:
        """What the first page of a list by number wrote into its cursor; 0 for the first page."""
        return int(self.cursor.partition("-")[0]) if self.cursor else 0


Page = dict[str, Any]


def page(
    connection: Connection, query: Any, wanted: Wanted, id: Any, at: Any = None, upto: int = 0, *,
    oldest_first: bool = False,
) -> Page:  # fmt: skip
    """A page of what the query finds, by time (where there is `at`) and number; the next one is told `upto`."""
    if wanted.cursor:
        query = query.where(_beyond(wanted.cursor, id, at, gt if oldest_first else lt))
    order = [column.asc() if oldest_first else column.desc() for column in (at, id) if column is not None]
    rows = connection.execute(query.order_by(*order).limit(wanted.limit + 1)).all()
    items = [dict(row._mapping) for row in rows[: wanted.limit]]
    more = len(rows) > wanted.limit
    return {"items": items, "next": _cursor(items[-1], id, at, upto) if more else None}


def _beyond(cursor: str, id: Any, at: Any, follows: Callable[[Any, Any], Any]) -> ColumnElement[bool]:
    ticks, number = (int(part) for part in cursor.split("-"))
    if at is None:
        return follows(id, number)  # type: ignore[no-any-return]
    moment = _EPOCH + ticks * _TICK
    return or_(follows(at, moment), and_(at == moment, follows(id, number)))


def _cursor(last: dict[str, Any], id: Any, at: Any, upto: int) -> str:
    ticks = upto if at is None else (last[at.key] - _EPOCH) // _TICK
    return f"{ticks}-{last[id.key]}"

"""Sheets (CSV) for staff, some rows at a time; no cell of one can calculate."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from .pages import Page, Wanted

Pages = Callable[[Wanted], Page]
Row = Callable[[Any], Mapping[str, Any]]  # what is found, as the cells of a line by their names
AT_ONCE = 500
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # what makes a sheet calculate a cell
_MARK = "\ufeff"  # without it Excel takes a sheet for one in a national code page


def sheet(
    names: Sequence[str], pages: Callable[[Wanted], Page], row: Callable[[Any], Mapping[str, Any]]
) -> Iterator[str]:
    """All pages as one sheet with these columns.

    The first page is read at once: a sheet that has begun can only break off, it cannot say why.
    """
    return _lines(names, pages, row, pages(Wanted(AT_ONCE)))


def _lines(names: Sequence[str], pages: Pages, row: Row, found: Page) -> Iterator[str]:
    yield _MARK + _written([names])
    while True:
        rows = map(row, found["items"])
        yield _written([_cell(one[name]) for name in names] for one in rows)
        if not found["next"]:
            return
        found = pages(Wanted(AT_ONCE, found["next"]))


def _cell(value: Any) -> str:
    """What people wrote is words, whatever a sheet makes of it (OWASP, CSV injection)."""
    if type(value) is int and value >= 0:
        return str(value)  # most cells of the long sheets
    text = "" if value is None else value.isoformat() if isinstance(value, datetime) else str(value)
    return f"'{text}" if any(words.startswith(_FORMULA) for words in (text, text.lstrip())) else text


def _written(rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue()

"""A programme's row as plain values: what the file says, what stands in the table, what staff have edited."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from relaystack.content.programs import COLUMNS, OF_STAFF

OF_THE_FILE = (*COLUMNS, "link")  # what has a column; the rest of an entry lies in `details`
_DAYS = ("as_of", "review_by", "expires_on")
# What is true together, on one day, by one source: if staff edit one of them, the file changes none.
FIGURES = frozenset(
    {"minimum_investment", "minimum_investment_basis", "original_amount", "original_currency", "fx_rate_to_usd",
     "route_options", "sources", "as_of"}
)  # fmt: skip


def plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns as JSON values, so that the file, the table and what was loaded last compare."""
    return {name: row[name].isoformat() if isinstance(row[name], date) else row[name] for name in OF_THE_FILE}


def flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """Columns and details side by side; of what was loaded last nothing may be known."""
    details = row.get("details") or {}
    return {**(plain(row) if row.keys() >= set(OF_THE_FILE) else {}), **details}


def edited(row: Mapping[str, Any]) -> list[str]:
    """What staff have changed since the file was loaded."""
    now, loaded = flat(row), flat(row["seeded"])
    return [name for name in now if now[name] != loaded.get(name)]


def columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """Flat values as columns again."""
    return {
        **{name: values.get(name) for name in OF_THE_FILE},
        "details": {name: value for name, value in values.items() if name not in OF_THE_FILE},
    }


def as_row(before: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The row as flat values would have it."""
    of_file = {name: value for name, value in values.items() if name not in OF_STAFF}
    of_staff = {name: values[name] for name in OF_STAFF if name in values}
    return {**before, **typed(columns(of_file)), **of_staff}


def typed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Columns with their days as days again."""
    return {**values, **{name: date.fromisoformat(values[name]) for name in _DAYS if values[name]}}

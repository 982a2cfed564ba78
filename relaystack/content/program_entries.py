"""A programme as an entry of `programs.yaml` again: for the file, and to see whether anything of it is missing."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import yaml
from pydantic import ValidationError

from .program_facts import void
from .programs import COLUMNS, OF_STAFF, ProgramEntry

_ORDER = tuple(ProgramEntry.model_fields)
_NEEDED = ("name", "short", "description", "what_investor_gets")
_WIDTH = 10**6  # no line is broken: a difference between two files shows what was changed


def to_entry(row: Mapping[str, Any], program_link: str) -> dict[str, Any]:
    """The entry that `seed-programs` makes this row of. Words that another figure has made void are left out."""
    details = dict(row["details"])
    gone = void(row)
    details["facts"] = {topic: fact for topic, fact in (details.get("facts") or {}).items() if topic not in gone}
    values = {**details, **{name: row[name] for name in (*COLUMNS, *OF_STAFF)}, "id": row["code"]}
    if row["link"] != program_link.format(id=row["code"]):
        values["link"] = row["link"]
    return {name: _plain(values[name]) for name in _ORDER if name in values and not _says_nothing(name, values[name])}


def missing(row: Mapping[str, Any]) -> list[str]:
    """The fields without which a programme cannot be shown to anybody."""
    entry = to_entry(row, "{id}")
    empty = [name for name in _NEEDED if not str(entry.get(name) or "").strip()]
    try:
        ProgramEntry.model_validate(entry)
    except ValidationError as error:
        empty += [str(fault["loc"][0]) for fault in error.errors()]
    return list(dict.fromkeys(empty))


def to_yaml(entries: Iterable[Mapping[str, Any]]) -> str:
    """The whole file."""
    return "\n".join(
        yaml.safe_dump([dict(entry)], allow_unicode=True, sort_keys=False, width=_WIDTH) for entry in entries
    )


def _says_nothing(name: str, value: Any) -> bool:
    """Whether leaving it out says the same."""
    field = ProgramEntry.model_fields[name]
    return not field.is_required() and (value is None or value == field.default or value in ({}, {"cautions": []}))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value

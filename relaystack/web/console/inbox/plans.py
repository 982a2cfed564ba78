"""The fields that say when something is to go, and what goes instead: as offered, as typed, as planned before."""

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any

MORNING = 9  # by the office's clock: what is offered


def typed_plan(form: Mapping[str, str]) -> dict[str, Any]:
    """As it was typed, to be shown again."""
    values: dict[str, dict[str, str]] = {}
    for field, value in form.items():
        kind, _, rest = field.partition(".")
        name, _, blank = rest.partition(".")
        if kind == "instead" and blank:
            values.setdefault(name, {})[blank] = value.strip()
    return {"day": form.get("day", ""), "hour": form.get("hour", ""), "instead": form.get("instead", ""),
            "values": values}  # fmt: skip


def offered(now: datetime) -> dict[str, Any]:
    """The next morning."""
    at = now + timedelta(days=1)
    return {"day": f"{at:%Y-%m-%d}", "hour": f"{MORNING:02}:00", "instead": "", "values": {}}


def as_planned(row: Mapping[str, Any], zone: tzinfo) -> dict[str, Any]:
    """What was planned, for the form that changes it."""
    at, template = row["due_at"].astimezone(zone), row["template"] or {}
    name = template.get("name", "")
    return {"day": f"{at:%Y-%m-%d}", "hour": f"{at:%H:%M}", "instead": name,
            "values": {name: template.get("values", {})}}  # fmt: skip

"""A change of a programme taken back: what was done since then stays, and where that is not possible it is said."""

from collections.abc import Mapping
from typing import Any

from .program_changes import standing
from .program_rows import FIGURES
from .unfit import Unfit


def undone(row: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Each field as it was before the change; raises Unfit where a later one has altered the same."""
    now = standing(row)
    back = {name: _before(name, old, new, now.get(name)) for name, (old, new) in changes.items()}
    # Figures come back with the source and the day that they had, which may be those of now.
    here = {"as_of": row["as_of"], "sources": row["details"]["sources"]} if back.keys() & (FIGURES | {"facts"}) else {}
    empty: dict[str, Any] = {name: {} for name in ("facts", "words") if name in back and back[name] is None}
    return {**here, **back, **empty}


def _before(field: str, old: Any, new: Any, now: Any) -> Any:
    """What stood there, and of several values side by side those that the change altered."""
    if now in (old, new):
        return old
    if not all(isinstance(value, dict | None) for value in (old, new, now)):
        raise Unfit(
            "history", f"{field} was changed again since then",
            f"This was changed again since then: {field.replace('_', ' ')}. Put the later change back first.",
        )  # fmt: skip
    was, made, stands = old or {}, new or {}, now or {}
    altered = [name for name in {**was, **made} if was.get(name) != made.get(name)]
    parts = {name: _before(f"{field}, {name}", was.get(name), made.get(name), stands.get(name)) for name in altered}
    return {name: value for name, value in {**stands, **parts}.items() if value is not None}

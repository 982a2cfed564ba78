"""How values are taken out of JSON that may have any shape."""

import math
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

LONGEST_TEXT = 65_536
REDELIVERED = timedelta(days=8)  # Meta sends again for up to 7 days (CLOUD_API, section 1)
EVER = timedelta(days=15 * 365)  # for what stays true until something newer is told: a choice, a template's state
CLOCKS_DIFFER = timedelta(minutes=5)  # so far ahead of ours may Meta's clock be
_NEVER = datetime(2100, 1, 1, tzinfo=UTC).timestamp()


def mapping(data: Any, name: str) -> Mapping[str, Any]:
    """The object under that name; an empty one where there is none."""
    value = data.get(name) if isinstance(data, dict) else None
    return value if isinstance(value, dict) else {}


def items(data: Any, name: str) -> list[Mapping[str, Any]]:
    """The objects of the list under that name; what is no object is left out."""
    value = data.get(name) if isinstance(data, dict) else None
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def text(data: Any, name: str) -> str:
    """The text or number under that name as clean text; empty where there is none."""
    value = data.get(name) if isinstance(data, dict) else None
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return clean(value if isinstance(value, str) else str(value))


def only_of(data: Mapping[str, Any], names: Iterable[str]) -> str:
    """Which one of these names is there; empty where none is, or several are."""
    there = [name for name in names if name in data]
    return there[0] if len(there) == 1 else ""


def clean(words: str) -> str:
    """Words that any database takes: no NUL, no half characters, bounded."""
    return words[:LONGEST_TEXT].replace("\x00", "").encode("utf-8", "replace").decode()


def whole(data: Any, name: str) -> int | None:
    """The whole number under that name; None where there is none that fits a database column."""
    value = data.get(name) if isinstance(data, dict) else None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**31 else None


def plain(value: Any, levels: int = 20) -> Any:
    """The value as any database takes it: clean words, no endless numbers, what lies too deep left out."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, int):
        return value if abs(value) < 2**63 else None
    if isinstance(value, dict) and levels:
        return {clean(str(name)): plain(part, levels - 1) for name, part in value.items()}
    return [plain(part, levels - 1) for part in value] if isinstance(value, list) and levels else None


def written_moment(data: Any) -> datetime | None:
    """The `timestamp` as it is written, in Unix seconds (milliseconds have been seen); None where it is no time."""
    written = text(data, "timestamp")
    if not (written.isascii() and written.isdigit() and len(written) < 16):
        return None
    seconds = int(written) / 1000 if len(written) > 11 else int(written)
    return datetime.fromtimestamp(seconds, UTC) if seconds < _NEVER else None


def moment(data: Any, now: datetime, oldest: timedelta = REDELIVERED) -> datetime:
    """When it happened: the `timestamp` where Meta can have written that, else the time of receipt.

    What Meta sends again keeps its own time, so that order and the 24-hour window are right.
    """
    written = written_moment(data)
    return written if written and now - oldest <= written <= now + CLOCKS_DIFFER else now

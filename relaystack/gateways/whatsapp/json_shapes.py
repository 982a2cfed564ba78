"""How values are taken out of JSON that may have any shape."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

LONGEST_TEXT = 65_536
_EARLIEST = datetime(2009, 1, 1, tzinfo=UTC).timestamp()  # before WhatsApp there was none


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


def moment(data: Any, now: datetime) -> datetime:
    """The `timestamp` in Unix seconds (milliseconds have been seen); now where it makes no sense."""
    written = text(data, "timestamp")
    if not (written.isascii() and written.isdigit() and len(written) < 16):
        return now
    seconds = int(written) / 1000 if len(written) > 11 else int(written)
    return datetime.fromtimestamp(seconds, UTC) if _EARLIEST <= seconds <= now.timestamp() + 86_400 else now

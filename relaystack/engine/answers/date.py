"""Which day is meant, as an ISO date."""

import re
from datetime import date

from .result import Misunderstood

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")


def understand(words: str) -> str | Misunderstood:
    """The day written year first; other orders mean different days to different people and are asked again."""
    found = _ISO.search(words[:200])
    if not found:
        return Misunderstood("nothing")
    try:
        return date(*(int(part) for part in found.groups())).isoformat()
    except ValueError:
        return Misunderstood("nothing")

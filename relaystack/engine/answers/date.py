"""Which day is meant, as an ISO date."""

import re
from datetime import date

from .result import HEARING, Hearing, Misunderstood

LONGEST = 200
_ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")


def understand(words: str, hearing: Hearing = HEARING) -> str | Misunderstood:
    """The day written year first; other orders mean different days to different people and are asked again."""
    found = _ISO.search(words) if len(words) <= LONGEST else None
    if not found:
        return Misunderstood("nothing")
    try:
        return date(*(int(part) for part in found.groups())).isoformat()
    except ValueError:
        return Misunderstood("nothing")

"""Whether the words are a person's name; it is kept as typed."""

import unicodedata

from .result import HEARING, Hearing, Misunderstood

LONGEST = 80


def understand(words: str, hearing: Hearing = HEARING) -> str | Misunderstood:
    """The name with its own capitals, spaces tidied."""
    name = " ".join("".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in words).split())
    if "@" in name or "://" in name or name.lower().startswith("www."):
        return Misunderstood("address")
    if len(name) > LONGEST:
        return Misunderstood("too_long")
    if any(c.isdigit() for c in name):
        return Misunderstood("digits")
    if sum(c.isalpha() for c in name) < 2:
        return Misunderstood("nothing")
    return name

"""Free words, tidied and bounded."""

from .result import Misunderstood

LONGEST = 1000


def understand(words: str) -> str | Misunderstood:
    """The words without the space around them."""
    tidy = words.strip()
    if not tidy:
        return Misunderstood("nothing")
    return tidy if len(tidy) <= LONGEST else Misunderstood("too_long")

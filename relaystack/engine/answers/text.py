"""Free words, tidied and bounded."""

import unicodedata

from .kind import AnswerKind
from .result import HEARING, Hearing, Misunderstood

LONGEST = 1000


def understand(words: str, hearing: Hearing = HEARING) -> str | Misunderstood:
    """The words without the space around them, and without characters that no database keeps."""
    tidy = "".join(c for c in words if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")).strip()
    if not tidy:
        return Misunderstood("nothing")
    return tidy if len(tidy) <= LONGEST else Misunderstood("too_long")


KIND = AnswerKind(
    "text",
    understand,
    reasons=("nothing", "too_long"),
    examples=("a few words",),
    longest="words " * 166,
    odd=(" ", "?", "words " * 300),
    loose=True,
)

"""What somebody looks for, taken apart: words, runs of scripts that have no spaces, or a number."""

import re
from dataclasses import dataclass
from unicodedata import category

MOST, LONGEST = 8, 60  # words that count, letters of each
# The same as in migration 0027: Thai to Burmese, Khmer, Chinese, Japanese, Korean.
_WITHOUT_SPACES = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3040-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003ffff"
)
_RUN = re.compile(f"([{_WITHOUT_SPACES}]+)")
_NUMBER = re.compile(r"[\d\s()+./-]+")


@dataclass(frozen=True)
class Terms:
    """All of these must be there; a word may be the beginning of a longer one, and a run any part of one."""

    words: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.runs)

    @property
    def every(self) -> tuple[str, ...]:
        """Words and runs."""
        return (*self.words, *self.runs)


def of(asked: str) -> Terms:
    """Letters, digits and their marks count, whatever stands between them."""
    spaced = "".join(sign if category(sign)[0] in "LNM" else " " for sign in asked[: MOST * LONGEST * 2])
    parts = [part for word in spaced.split() for part in _RUN.split(word) if re.search(r"\w", part)][:MOST]
    runs = tuple(part[:LONGEST] for part in parts if _RUN.fullmatch(part))
    return Terms(tuple(part[:LONGEST] for part in parts if not _RUN.fullmatch(part)), runs)


def of_people(asked: str) -> Terms:
    """A telephone number is one word, however it is spaced, with or without what is dialled before it."""
    number = re.sub(r"\D", "", asked).lstrip("0") if _NUMBER.fullmatch(asked) else ""
    return Terms((number[:LONGEST],)) if len(number) > 2 else of(asked)

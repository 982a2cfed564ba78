"""Which signs does nobody see? And how are they shown to somebody who must?"""

import re
from unicodedata import category

# Letters, marks and symbols that are drawn as nothing (Unicode: Default_Ignorable_Code_Point, and blank patterns).
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U00013441\U00013442\U00016fe4\U0001d159\U000e0000-\U000e0fff]"
)
JOINERS = "\u200c\u200d\ufe0e\ufe0f"  # Persian, Hindi and emoji need them


def is_seen(sign: str) -> bool:
    """Whether one sign shows anything: marks of direction, spaces of any width and fillers do not."""
    return category(sign)[0] not in "CZ" and not _BLANK.match(sign)


def shown(text: str) -> str:
    """The text with what nobody sees, or what turns a line around, written like \\u200b."""
    return "".join(sign if sign in " " + JOINERS or is_seen(sign) else escaped(sign) for sign in text)


def escaped(text: str) -> str:
    """The text with all that is not a printed sign of ASCII written by its number."""
    return "".join(sign if "!" <= sign <= "~" else _number(ord(sign)) for sign in text)


def _number(code: int) -> str:
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"

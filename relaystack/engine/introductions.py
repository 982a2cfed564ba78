"""Who somebody is, told at once with what they want: a name and an address anywhere in a message."""

import re
from dataclasses import dataclass

from .answers import ANSWERS, Hearing, Misunderstood, contact_details
from .answers.name_words import NAMED, PERHAPS
from .text import COMPARED

# Where one thing that is told ends. The dot of an address is none.
_PARTS = re.compile(r"[,;!?\n،؛。，；！？]+|\.(?:\s|$)")
_GREETED = re.compile(r"^\W*(?:\w+\W+){0,2}$")


@dataclass(frozen=True)
class Introduction:
    """What somebody tells of themselves; empty where they do not say it."""

    name: str = ""
    email: str = ""


def introduction(words: str, hearing: Hearing) -> Introduction:
    """The name and the e-mail address that a message gives, where it gives an address; a name alone is none yet."""
    if "@" not in words or len(words) > COMPARED * 2:
        return Introduction()
    email = ANSWERS["email"].understand(words, hearing)
    if isinstance(email, Misunderstood):
        return Introduction()
    return Introduction(_name(words, hearing), str(email))


def _name(words: str, hearing: Hearing) -> str:
    parts = [part.strip() for part in _PARTS.split(words) if part.strip()]
    for introduced in (NAMED, PERHAPS):
        for part in parts:
            found = introduced.search(part)
            if found and _GREETED.match(part[: found.start()]):
                told = contact_details.without(part[found.start() :]).partition("@")[0]
                name = ANSWERS["person_name"].understand(told, hearing)
                if not isinstance(name, Misunderstood):
                    return str(name)
    return ""

"""What can go wrong outside our own code, and what each kind asks for.

RelaystackError
├── SettingsError    the start is refused; the message names every problem
└── DeliveryError    a carrier could not deliver
    ├── Temporary    try again later
    ├── Throttled    try again later, and slow down: this person, or the whole carrier
    ├── InDoubt      it may have gone out: wait for a sign of it before trying again
    ├── Stale        the uploaded file is gone: try again at once, without it
    ├── Stopped      nothing will go out until somebody mends it
    └── Refused      it will never go out
        ├── Unwanted the person wants no marketing from us
        ├── Unsendable  the message template may not be sent now
        └── Halted   nor may others like it, until a person acts
"""

import errno
import os
from typing import Literal


class RelaystackError(Exception):
    """Anything we raise on purpose."""


class SettingsError(RelaystackError):
    """The settings cannot be used; the message lists all that is wrong with them."""


_PATHS = {
    errno.EACCES: "the user that runs the program may not use it: give it to that user (chown, chmod)",
    errno.EPERM: "the user that runs the program may not use it: give it to that user (chown, chmod)",
    errno.EROFS: "it lies on a file system that takes no writes: choose another place, or mount it for writing",
    errno.ENOSPC: "the disk is full: make room",
    errno.EDQUOT: "the quota of the disk is used up: make room",
    errno.ENAMETOOLONG: "the path is too long (255 signs for each name, 4,095 in all): choose a shorter one",
    errno.ENOENT: "it is not there: make it, or mend the path",
    errno.ENOTDIR: "a part of the path is a file where a folder is needed: mend the path",
    errno.EEXIST: "it is a file where a folder is needed: mend the path, or move the file away",
    errno.EISDIR: "it is a folder where a file is needed: mend the path",
    errno.ELOOP: "its symbolic links lead round in a circle: mend them",
}


def path_trouble(error: OSError, what: str = "") -> str:
    """Why a path cannot be used, and what to do, in one line."""
    name = f"{error.filename}" if isinstance(error.filename, str | os.PathLike) else "a file"
    shown = name if len(name) <= 200 else f"{name[:60]}…{name[-60:]}"
    why = _PATHS.get(error.errno or 0, error.strerror or type(error).__name__)
    return f"{what + ': ' if what else ''}{shown}: {why}."


class DeliveryError(RelaystackError):
    """A carrier could not deliver. `code` is the provider's, 0 where there is none."""

    def __init__(self, title: str, code: int = 0) -> None:
        super().__init__(f"{title} ({code})" if code else title)
        self.title = title
        self.code = code


class Temporary(DeliveryError):
    """Try again with growing pauses, `tries` times at the most (0: as long as it makes sense)."""

    def __init__(self, title: str, code: int = 0, tries: int = 0, wait: float = 1.0) -> None:
        super().__init__(title, code)
        self.tries = tries
        self.wait = wait


class Throttled(DeliveryError):
    """Too fast for this person or for the whole carrier; `wait` seconds where the provider said so."""

    def __init__(self, title: str, code: int, scope: Literal["person", "carrier"], wait: float | None = None) -> None:
        super().__init__(title, code)
        self.scope = scope
        self.wait = wait


class InDoubt(DeliveryError):
    """The answer never came, or not from the provider: it may or may not have been delivered.

    `tries` is how often it may be sent at the most; every try may be one more copy.
    """

    def __init__(self, title: str, code: int = 0, tries: int = 3) -> None:
        super().__init__(title, code)
        self.tries = tries


class Stale(DeliveryError):
    """The provider does not know the uploaded file any more: it goes without that next time."""


class Stopped(DeliveryError):
    """The provider refuses everything from us: a person must act."""


class Refused(DeliveryError):
    """This item will never be accepted as it is."""


class Unwanted(Refused):
    """The person has told the provider that they want no marketing from us."""


class Unsendable(Refused):
    """The message template may not be sent; `status` is what it must be for that, in the provider's words."""

    def __init__(self, title: str, code: int, status: str) -> None:
        super().__init__(title, code)
        self.status = status


class Halted(Refused):
    """Nothing of its kind will be accepted until a person acts: `kind` is templates, or those that are marketing."""

    def __init__(self, title: str, code: int, kind: Literal["templates", "marketing"]) -> None:
        super().__init__(title, code)
        self.kind = kind


class KeyReused(Exception):
    """A caller's idempotency key that has named another message before."""

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key has named another message to this person: use a new one for each.")


class Outdated(Exception):
    """A change to something that is not any more what its author has seen."""

    def __init__(self) -> None:
        super().__init__("It was changed since you read it, and nothing was done: read it again, then change it.")

"""Passwords: which are good ones, and how they are kept."""

import re
from collections.abc import Iterable
from functools import cache
from threading import BoundedSemaphore
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from relaystack.guessing import weakness

SHORTEST, LONGEST = 12, 128
# OWASP's smallest for Argon2id: on a small machine several people may sign in at once.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_AT_ONCE = BoundedSemaphore(4)  # whoever guesses at many doors takes no more memory than this


def trouble(password: str, known: Iterable[str]) -> str:
    """Why it is no good password, in words; empty where it is one. `known` is what anybody would try first."""
    if len(password) > LONGEST:
        return f"A password has {LONGEST} signs at the most."
    words = {word for text in known for word in re.split(r"[\W_]+", text.casefold()) if len(word) > 2}
    if any(word in password.casefold() for word in words if len(word) > 3):
        return "A password must not hold your name, your address or the company's name."
    why = weakness(password, SHORTEST, words)
    return (
        f"This password {why}. Take a few words that nobody would guess, or let your browser make one." if why else ""
    )


def hash_of(password: str) -> str:
    """How it is kept."""
    with _AT_ONCE:
        return _HASHER.hash(normalize("NFKC", password))


def fits(kept: str | None, password: str) -> bool:
    """Whether it is the one that is kept. It takes as long where none is: nobody learns who has one."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(kept or _nobodys(), normalize("NFKC", password)) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """Whether it was hashed with less effort than today's."""
    return _HASHER.check_needs_rehash(kept)


@cache
def _nobodys() -> str:
    return _HASHER.hash("nobody's")

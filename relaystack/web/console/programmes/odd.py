"""What the forms of programmes hold, read field by field; what cannot be is said beside the field."""

import re
from collections.abc import Mapping
from datetime import date

MOST = 10**12
_ADDRESS = re.compile(r"https?://[!-~]+")


class Odd(ValueError):
    """A field holds what cannot be; the text says what would be right."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


def line(form: Mapping[str, str], name: str, longest: int, *, needed: bool = False) -> str | None:
    """The words of a field of one line, whatever was pasted into it."""
    one = {name: " ".join(form[name].split())} if name in form else {}
    return words(one, name, longest, needed=needed)


def words(form: Mapping[str, str], name: str, longest: int, *, needed: bool = False) -> str | None:
    """The words of a field; None where the form has no such field."""
    if name not in form:
        return None
    typed = form[name].replace("\r\n", "\n").strip()
    if len(typed) > longest:
        raise Odd(name, f"Use {longest:,} characters at the most.")
    if needed and not typed:
        raise Odd(name, "This cannot be empty.")
    return typed


def amount(name: str, typed: str) -> int:
    """A whole amount of money."""
    plain = re.sub(r"[,\s]", "", typed)
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 20 and 0 < int(plain) <= MOST):
        raise Odd(name, "Write a whole amount, like 250,000.")
    return int(plain)


def day(name: str, typed: str) -> date:
    """A day."""
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise Odd(name, "Write the day like 2026-11-30.") from None


def address(name: str, typed: str) -> str:
    """The address of a page; empty where none was written."""
    typed = typed.strip()
    if typed and not (_ADDRESS.fullmatch(typed) and len(typed) <= 1000):
        raise Odd(name, "Write the whole address, like https://example.com/page.")
    return typed

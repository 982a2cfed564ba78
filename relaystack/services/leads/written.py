"""What staff write of a lead, in a form or in a sheet, read field by field: as it is kept, or Odd with what to do."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from relaystack.engine.answers import email as addresses
from relaystack.engine.answers.result import Misunderstood
from relaystack.engine.phones import reachable
from relaystack.engine.visible import is_seen
from relaystack.models import Stage

LONGEST_ACTION, LONGEST_NOTES, LONGEST_NAME, LONGEST_INTEREST, LONGEST = 200, 10_000, 200, 200, 100
MOST = 10**12  # of a budget
_CURRENCY = re.compile(r"^(?:usd|us\$|\$)|(?:usd|us\$|\$)$", re.IGNORECASE)
_GROUPS = re.compile(r"[0-9]{1,3}(?:[,. '\u00a0\u202f’][0-9]{3})+|[0-9]{1,13}")
_CENTS = re.compile(r"[.,]0{1,2}$")
_DAYS = ("%Y-%m-%d", "%d.%m.%Y")  # a stroke is left out: 3/4 is another day in every second country


class Odd(ValueError):
    """It cannot be so; the text says what would be right."""


def phone(words: str) -> str | None:
    """What one dials from abroad."""
    if not words.strip():
        return None
    if re.fullmatch(r"\s*[0-9][.,][0-9]+e\+?[0-9]+\s*", words, re.IGNORECASE):
        raise Odd("The sheet has shortened this number. Make the column text, and save the sheet again.")
    return reachable(words) or _odd("Write the number with its country code, like +971 50 123 4567.")


def email(words: str) -> str | None:
    """An address in its normal form; one that looks like a slip is not taken."""
    if not words.strip():
        return None
    found = addresses.understand(words)
    if not isinstance(found, Misunderstood):
        return found
    meant = f" Is it {found.guess}?" if found.guess else ""
    raise Odd(f"Write the e-mail address like ann@example.com.{meant}")


def budget(words: str) -> int | None:
    """Whole dollars."""
    plain = _CENTS.sub("", _CURRENCY.sub("", words.strip()).strip())
    if not plain:
        return None
    if not _GROUPS.fullmatch(plain) or (amount := int(re.sub("[^0-9]", "", plain))) > MOST:
        raise Odd("Write the budget in US dollars, in digits, like 250,000.")
    return amount


def stage(words: str) -> Stage:
    """One of the stages, by its name."""
    try:
        return Stage(words.strip().casefold())
    except ValueError:
        raise Odd(f"Choose a stage of the list: {', '.join(Stage)}.") from None


def day(words: str) -> date | None:
    """A day as a calendar writes it."""
    if not words.strip():
        return None
    for shape in _DAYS:
        try:
            return datetime.strptime(words.strip(), shape).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    raise Odd("Write the day like 2026-11-30, or leave it empty.")


def text(longest: int) -> Callable[[str], str]:
    """Words of several lines, not too long."""

    def read(words: str) -> str:
        words = words.replace("\r\n", "\n").strip()
        if len(words) > longest or "\0" in words:
            raise Odd(f"Use {longest:,} characters at the most.")
        return words

    return read


def line(longest: int) -> Callable[[str], str | None]:
    """Words of one line; none where there are none."""
    read = text(longest)
    return lambda words: read(" ".join(words.split())) or None if any(map(is_seen, words)) else None


TOLD: dict[str, Callable[[str], Any]] = {
    "name": line(LONGEST_NAME), "email": email, "interest": line(LONGEST_INTEREST), "budget": budget,
    "country_of_interest": line(LONGEST),
}  # fmt: skip


def _odd(words: str) -> Any:
    raise Odd(words)

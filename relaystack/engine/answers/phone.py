"""Which phone number is meant, in E.164 (`+15551234567`)."""

import re

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat

from .folding import fold
from .kind import AnswerKind
from .result import HEARING, Hearing, Misunderstood, Understood

LONGEST = 100
_CANDIDATE = re.compile(r"\+?\s?[\d(][\d\s().\-/]*\d")
_FEWEST = 6  # digits; fewer are a count or an extension


def understand(words: str, hearing: Hearing = HEARING) -> str | Understood | Misunderstood:
    """The number with its country code; without one it is taken for one of the person's country, and said back."""
    if len(words) > LONGEST:
        return Misunderstood("nothing")
    found = {_tidy(hit) for hit in _CANDIDATE.findall(fold(words)) if sum(map(str.isdigit, hit)) >= _FEWEST}
    if not found:
        return Misunderstood("nothing")
    if len(found) > 1:
        return Misunderstood("several")
    return _read(found.pop(), hearing.country)


def _tidy(hit: str) -> str:
    """Digits alone, with a plus where a country code is dialled."""
    digits = re.sub(r"[^\d+]", "", hit.replace("(0)", ""))
    return "+" + digits[2:] if digits.startswith("00") else digits


def _read(digits: str, country: str) -> str | Understood | Misunderstood:
    if digits.startswith("+"):
        number = _parsed(digits, None)
        possible = number is not None and phonenumbers.is_possible_number(number)
        return _written(number) if number and possible else Misunderstood("invalid")
    at_home = _parsed(digits, country) if country else None
    if at_home and phonenumbers.is_valid_number(at_home):
        said = phonenumbers.format_number(at_home, PhoneNumberFormat.INTERNATIONAL)
        return Understood(_written(at_home), "phone", {"phone": said})
    abroad = None if digits.startswith("0") else _parsed("+" + digits, None)
    if abroad and phonenumbers.is_valid_number(abroad):
        return _written(abroad)
    return Misunderstood("country_code")


def _parsed(digits: str, country: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(digits, country)
    except phonenumbers.NumberParseException:
        return None


def _written(number: PhoneNumber) -> str:
    return str(phonenumbers.format_number(number, PhoneNumberFormat.E164))


KIND = AnswerKind(
    "phone",
    understand,
    reasons=("nothing", "country_code", "invalid", "several"),
    echoes={"phone": ("phone",)},
    examples=("+1 555 123 4567",),
    longest="+1 555 123 4567",
    odd=("555 123 4567", "+123456", "+1 555 123 4567 or +1 555 123 4568", "98765 43210"),
    personal=True,
)

"""Which number is meant, where WhatsApp writes one in two ways (Brazil, Mexico, Argentina), and from which country?"""

import re
from functools import lru_cache
from unicodedata import category, decimal

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, NumberParseException, parse, region_code_for_number

WORLD = "001"  # satellites, free numbers: no country's

_OTHER_FORMS = (
    # Brazil: mobile numbers got a ninth digit; accounts that are older go on without it.
    (re.compile(r"55([1-9]{2})([6-9][0-9]{7})"), r"55\g<1>9\2"),
    # Mexico: mobile numbers had a 1 after the country code; accounts that are older go on with it.
    (re.compile(r"521([2-9][0-9]{9})"), r"52\1"),
    # Argentina: mobile numbers have a 9 after the country code when called from abroad; some write them without.
    (re.compile(r"54([1-3][0-9]{9})"), r"549\1"),
)

_FEWEST, _MOST = 7, 15  # digits of a number that can be dialled from abroad
_APART = r"[\s().\-\u2010-\u2015]*"  # what people put between digits
# A plus, its place where an address made a space of it, or 00 may stand before them.
WRITTEN = rf"^{_APART}(?:\+{_APART})?(?:0{_APART}0{_APART})?(?:[0-9]{_APART}){{5,20}}$"


def dialled(written: str) -> str | None:
    """The digits of a number with its country code, however staff or their programs write it; None where it is none."""
    if not re.fullmatch(WRITTEN, written):
        return None
    digits = re.sub("[^0-9]", "", written.replace("(0)", ""))  # a trunk's zero is not dialled from abroad
    return digits[2:] if digits.startswith("00") and len(digits) > 6 else digits


def canonical(digits: str) -> str:
    """The number as one dials it from abroad (E.164 without the plus): the same for all forms of a number."""
    if digits.startswith("5"):
        for form, dialled in _OTHER_FORMS:
            if form.fullmatch(digits):
                return form.sub(dialled, digits)
    return digits


def reachable(written: str) -> str | None:
    """The number as one dials it from abroad, however staff write it; None where nobody can be reached by it."""
    digits = dialled("".join(map(_plain, written[:60])).strip()[:40])
    phone = canonical(digits) if digits else ""
    return phone if _FEWEST <= len(phone) <= _MOST and country_of(phone) else None


def _plain(sign: str) -> str:
    """A digit of any script as one of ours; nothing for a mark of direction, which address books copy along."""
    return "+" if sign == "＋" else "" if category(sign) == "Cf" else str(decimal(sign, sign))


@lru_cache(32_768)  # people write more than once, and a day of numbers asks for all of them
def country_of(phone: str | None) -> str:
    """The country of a number (ISO code), by its code; empty where it is hidden, or belongs to none."""
    if not phone:
        return ""
    for length in (1, 2, 3):
        regions = COUNTRY_CODE_TO_REGION_CODE.get(int(phone[:length]))
        if regions:
            return _own(phone, regions)
    return ""


def _own(phone: str, regions: tuple[str, ...]) -> str:
    """Which of the countries with this code it is; the first is the largest."""
    if len(regions) == 1:
        return "" if regions[0] == WORLD else regions[0]
    try:
        return region_code_for_number(parse(f"+{phone}")) or regions[0]
    except NumberParseException:
        return regions[0]

"""Which number is meant, where WhatsApp writes one number in two ways: Brazil, Mexico, Argentina."""

import re

_OTHER_FORMS = (
    # Brazil: mobile numbers got a ninth digit; accounts that are older go on without it.
    (re.compile(r"55([1-9]{2})([6-9][0-9]{7})"), r"55\g<1>9\2"),
    # Mexico: mobile numbers had a 1 after the country code; accounts that are older go on with it.
    (re.compile(r"521([2-9][0-9]{9})"), r"52\1"),
    # Argentina: mobile numbers have a 9 after the country code when called from abroad; some write them without.
    (re.compile(r"54([1-3][0-9]{9})"), r"549\1"),
)


def canonical(digits: str) -> str:
    """The number as one dials it from abroad (E.164 without the plus): the same for all forms of a number."""
    if digits.startswith("5"):
        for form, dialled in _OTHER_FORMS:
            if form.fullmatch(digits):
                return form.sub(dialled, digits)
    return digits

"""Which phone number is meant, in E.164 (`+15551234567`)."""

import phonenumbers

from .result import HEARING, Hearing, Misunderstood

LONGEST = 100


def understand(words: str, hearing: Hearing = HEARING) -> str | Misunderstood:
    """The number; it must carry its country code, since no country is assumed."""
    text = words.strip()
    if len(text) > LONGEST:
        return Misunderstood("nothing")
    digits = text if text.startswith("+") else "+" + text.removeprefix("00")
    try:
        number = phonenumbers.parse(digits, None)
    except phonenumbers.NumberParseException:
        return Misunderstood("nothing")
    if not phonenumbers.is_possible_number(number):
        return Misunderstood("nothing")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

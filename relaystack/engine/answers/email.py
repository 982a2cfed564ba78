"""Which e-mail address is meant, also inside a sentence."""

import re

from email_validator import EmailNotValidError, validate_email

from .result import HEARING, Hearing, Misunderstood

LONGEST = 1000
_CANDIDATE = re.compile(r"[^\s<>(),;:\"'\[\]]+@[^\s<>(),;:\"'\[\]]+")
# Slips of the most common domains; somebody who mistypes their address is a lost lead.
_TYPOS = {
    "gmail.con": "gmail.com", "gmail.co": "gmail.com", "gmial.com": "gmail.com", "gmai.com": "gmail.com",
    "gamil.com": "gmail.com", "gmail.cm": "gmail.com", "hotmail.con": "hotmail.com", "hotmial.com": "hotmail.com",
    "yahoo.con": "yahoo.com", "yaho.com": "yahoo.com", "outlook.con": "outlook.com", "outlok.com": "outlook.com",
    "icloud.con": "icloud.com",
}  # fmt: skip


def understand(words: str, hearing: Hearing = HEARING) -> str | Misunderstood:
    """The address in its normal form; a likely slip of the domain is asked back, not corrected silently."""
    if len(words) > LONGEST:
        return Misunderstood("nothing")
    candidates = {hit.rstrip(".!?") for hit in _CANDIDATE.findall(words.replace("mailto:", " "))}
    if not candidates:
        return Misunderstood("nothing")
    if len(candidates) > 1:
        return Misunderstood("several")
    try:
        found = validate_email(candidates.pop(), check_deliverability=False)
    except EmailNotValidError:
        return Misunderstood("nothing")
    meant = _TYPOS.get(found.domain.lower())
    if meant:
        return Misunderstood("typo", guess=f"{found.local_part}@{meant}")
    return str(found.normalized)

"""Which e-mail address is meant, also inside a sentence."""

import re
import unicodedata

from email_validator import EmailNotValidError, validate_email

from . import email_domains
from .result import HEARING, Hearing, Misunderstood

LONGEST = 1000
_APART = r"\s<>(),;:\"'\[\]{}|。，；：！？、।॥،؛"  # what stands around an address
_CANDIDATE = re.compile(rf"(?<![^{_APART}])[^{_APART}]+@[^{_APART}@]+")
# Words of a script other than Latin that were written without a space before the address: 我的邮箱是ana@example.com.
_GLUED = re.compile(r"^[^@]*[^\x00-\u024f](?=[\w.+%-]*@)(?=[a-z0-9])", re.IGNORECASE)
# How people write @ who cannot find it, or who fear robots: ana (at) example.com, ana at gmail dot com.
_AT = re.compile(r"\s*(?:[(\[{]\s*(?:at|arroba|arobase|собака|ат)\s*[)\]}])\s*", re.IGNORECASE)
_DOTS = "(?:dot|punto|ponto|point|точка)"
_AT_WORD = re.compile(rf"(?<=[\w.+-])\s+(?:at|arroba|arobase|собака)\s+(?=[\w-]+(?:\.\w|\s+{_DOTS}\s))", re.IGNORECASE)
_DOT = re.compile(rf"\s*[(\[{{]\s*{_DOTS}\s*[)\]}}]\s*", re.IGNORECASE)
_DOT_WORD = re.compile(rf"(?<=[\w-])\s+{_DOTS}\s+(?=\w)", re.IGNORECASE)
_SPACED = re.compile(r"(?<=[\w.+-])(?:[ \t]+@[ \t]*|[ \t]*@[ \t]+)(?=[\w-]+\.\w)")
# A space that slipped into the domain (gmail.co m, gmail. com), or an @ that was left out (anagmail.com).
_TORN = re.compile(
    r"(?<![^\s<>,;:])([^\s<>@,;:]+@[\w-]+)(?:\s+\.\s*|\.\s+|\.(?=c\s|co\s))(c\s*o\s*m|ru|net|org)\b",
    re.IGNORECASE,
)
_PROVIDERS = "|".join(email_domains.PROVIDERS)
_NO_AT = re.compile(
    rf"(?<![\w@])([\w.+-]{{1,64}}?)[.\s]?((?:{_PROVIDERS})\.(?:com(?:\.br)?|ru|fr|es))\b", re.IGNORECASE
)
_WORDS_OF_WIDTH = str.maketrans({"\uff20": "@", "\ufe6b": "@", "\u3002": ".", "\uff0e": ".", "\uff61": "."})


def understand(words: str, hearing: Hearing = HEARING) -> str | Misunderstood:
    """The address in its normal form; a likely slip of the domain is asked back, not corrected silently."""
    if len(words) > LONGEST:
        return Misunderstood("nothing")
    plain = _plain(words)
    slip = _slip(plain)
    if slip:
        return Misunderstood("typo", guess=slip)
    candidates = {_GLUED.sub("", hit.strip("_*~.!?…").removeprefix("mailto:")) for hit in _CANDIDATE.findall(plain)}
    if not candidates:
        return Misunderstood("incomplete" if "@" in plain else "nothing")
    if len({candidate.casefold() for candidate in candidates}) > 1:
        return Misunderstood("several")
    return _checked(min(candidates))


def _plain(words: str) -> str:
    """With `(at)` and full-width signs as @ and dots, invisible characters and emoji gone."""
    visible = "".join(
        " " if unicodedata.category(c) in ("So", "Sk", "Cs", "Cc") else c
        for c in words.translate(_WORDS_OF_WIDTH)
        if unicodedata.category(c) not in ("Cf", "Me") and c != "\ufe0f"
    ).replace("mailto:", " ")
    if "@" not in visible:
        visible = _AT.sub("@", visible)
    if "@" in visible:
        visible = visible if _has_domain(visible) else _DOT_WORD.sub(".", _DOT.sub(".", visible))
    return _SPACED.sub("@", visible)


def _has_domain(visible: str) -> bool:
    return re.search(r"@[\w-]+\.\w", visible) is not None


def _slip(plain: str) -> str:
    """What was probably meant by an address that is torn by a space or lacks its @."""
    if said := _AT_WORD.search(plain) if "@" not in plain else None:
        named = _CANDIDATE.search(_DOT_WORD.sub(".", plain[: said.start()] + "@" + plain[said.end() :]))
        return named[0].strip(".!?") if named else ""
    if torn := _TORN.search(plain):
        return f"{torn[1]}.{''.join(torn[2].split())}"
    joined = _NO_AT.search(plain) if "@" not in plain else None
    return f"{joined[1]}@{joined[2]}" if joined else ""


def _checked(address: str) -> str | Misunderstood:
    local, _, domain = address.rpartition("@")
    whole = domain.replace(",", ".").rstrip(".")
    if "." not in whole:
        meant = email_domains.known(whole)
        return Misunderstood("typo", guess=f"{local}@{meant}") if meant and local else Misunderstood("incomplete")
    try:
        found = validate_email(f"{local}@{whole}", check_deliverability=False)
    except EmailNotValidError:
        return Misunderstood("incomplete")
    meant = email_domains.meant(found.ascii_domain or found.domain)
    if meant:
        return Misunderstood("typo", guess=f"{found.local_part}@{meant}")
    return str(found.normalized)

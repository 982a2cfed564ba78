"""Which e-mail address is meant, also inside a sentence."""

import re
import unicodedata

from email_validator import EmailNotValidError, validate_email

from . import email_domains
from .kind import AnswerKind
from .result import HEARING, Hearing, Misunderstood

LONGEST = 1000
LONGEST_LABEL = 40
_APART = r"\s<>(),;:\"\[\]{}|«»“”„‹›。，；：！？、।॥،؛؟【】（）《》「」"  # no address holds these
_CANDIDATE = re.compile(rf"(?<![^{_APART}/&?])[^{_APART}@]+@[^{_APART}@'/?&]+")
_OPENING = "<([{\"«“„‹【（《「'"
_CLOSING = ">)]}\"»”‟›】）》」'"
_LABEL = re.compile(
    r"(?:^|[^\w])(?:e-?mail|mail(?:to)?|address|адрес|почта|имейл|мейл|емейл|correo(?: electr[oó]nico)?|courriel"
    r"|adresse|endere[cç]o|البريد|بريدي|ايميل|إيميل|الايميل|الإيميل|ईमेल|मेल|邮箱|郵箱|邮件|电邮|is|es|est)\s*$",
    re.IGNORECASE,
)
# A label that is written like part of the address: email=ana@example.com.
_GLUED_LABEL = re.compile(r"^(?:e-?mail|mailto|correo|courriel)[=/]", re.IGNORECASE)
# Words of a script other than Latin that were written without a space before the address: 我的邮箱是ana@example.com.
_GLUED = re.compile(r"^[^@]*[^\x00-\u024f](?=[\w.+%-]*@)(?=[a-z0-9])", re.IGNORECASE)
_GLUED_BEHIND = re.compile(r"^([a-z0-9.-]+\.[a-z]{2,})\.?[^\x00-\u024f].*$", re.IGNORECASE)
_UNLIKELY = re.compile(r"[/=?&^`#$%*!{}]")  # allowed before the @, but nearly always something else
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼʹʻ＇‛", "'"))
_HYPHENS = str.maketrans(dict.fromkeys("‐‑", "-"))
_ACCENTS = str.maketrans(dict.fromkeys("´`′", "'"))  # typed for an apostrophe, perhaps
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
_PROVIDER = re.compile(rf"(?:{_PROVIDERS})\.", re.IGNORECASE)
_NO_AT = re.compile(
    rf"(?<![\w@'])([\w.+'-]{{1,64}}?)[.\s]?((?:{_PROVIDERS})\.(?:com(?:\.br)?|ru|fr|es))\b", re.IGNORECASE
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
    found = [_address(plain, hit) for hit in _CANDIDATE.finditer(plain)]
    candidates = {address.casefold(): (address, sure) for address, sure in reversed(found)}
    if not candidates or len(found) < plain.count("@"):
        return Misunderstood("incomplete" if "@" in plain else "nothing")
    if len(candidates) > 1:
        return Misunderstood("several")
    ((address, sure),) = candidates.values()
    checked = _checked(address)
    if isinstance(checked, Misunderstood) or (sure and _ACCENTS.keys().isdisjoint(map(ord, words))):
        return checked
    return Misunderstood("typo", guess=checked)


def _address(plain: str, hit: re.Match[str]) -> tuple[str, bool]:
    """The address there, and whether it is all that was meant: no tail of a longer word."""
    local, _, domain = hit[0].rpartition("@")
    domain = _GLUED_BEHIND.sub(r"\1", domain.rstrip("_*~.!…-"))
    local = _GLUED_LABEL.sub("", local)
    glued = _GLUED.match(f"{local}@")
    end = glued.end() if glued else 0
    before, local = plain[: hit.start()] + local[:end], local[end:]
    for mark in ("*", "_", "~", "'"):  # WhatsApp's bold and the like, and quotes
        if local.startswith(mark) and (mark == "'" or plain[hit.end() - 1] == mark or plain[hit.end() :][:1] == mark):
            local = local.lstrip(mark)
    # A dot after a word may be a torn part of the address (`ana .silva@`); other signs belong to the sentence.
    local = local.lstrip("!…" if before.rstrip()[-1:].isalnum() else ".!…")
    alone = _stands_alone(before, local, plain[hit.end() :])
    return f"{local}@{domain}", alone and not _UNLIKELY.search(local)


def _stands_alone(before: str, local: str, behind: str) -> bool:
    """Whether nothing directly before it may belong to it: `o;neil@`, `o,neil@`, `jo"neil@`."""
    if not before or before[-1].isspace():
        return True
    if before[-1] in _OPENING:
        return not before[-2:-1].isalnum() or behind[:1] in tuple(_CLOSING)
    word = before[:-1].split()[-1:] if not before[:-1][-1:].isspace() else []
    rest = word[0].rstrip(_OPENING + ",;:|.") if word else ""
    if not rest or "@" in rest or _LABEL.search(before[-LONGEST_LABEL:-1]):
        return True
    return rest[-1] > "\u024f" and local[:1].isascii()


def _plain(words: str) -> str:
    """With `(at)` and full-width signs as @ and dots, invisible characters and emoji gone."""
    written = words.translate(_WORDS_OF_WIDTH).translate(_APOSTROPHES).translate(_ACCENTS).translate(_HYPHENS)
    visible = "".join(map(_shown, written))
    if "@" not in visible:
        visible = _AT.sub("@", visible)
    if "@" in visible:
        visible = visible if _has_domain(visible) else _DOT_WORD.sub(".", _DOT.sub(".", visible))
    return _SPACED.sub("@", visible)


def _shown(character: str) -> str:
    """The character; a sign that parts words for an emoji, nothing for what nobody sees."""
    kind = unicodedata.category(character)
    if kind in ("So", "Sk", "Cs"):
        return "|"
    return "" if kind in ("Cf", "Me") or character == "\ufe0f" else " " if kind == "Cc" else character


def _has_domain(visible: str) -> bool:
    return re.search(r"@[\w-]+\.\w", visible) is not None


def _slip(plain: str) -> str:
    """What was probably meant by an address that is torn by a space or lacks its @."""
    if said := _AT_WORD.search(plain) if "@" not in plain else None:
        written = _DOT_WORD.sub(".", plain[: said.start()] + "@" + plain[said.end() :])
        named = _CANDIDATE.search(written)
        return _address(written, named)[0] if named else ""
    if torn := _TORN.search(plain):
        return f"{torn[1]}.{''.join(torn[2].split())}"
    joined = _NO_AT.search(plain) if "@" not in plain and _PROVIDER.search(plain) else None
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


KIND = AnswerKind(
    "email",
    understand,
    reasons=("nothing", "incomplete", "several", "typo"),
    examples=("ana@example.com",),
    longest=f"{'a' * 64}@{'b' * 63}.{'c' * 63}.example.com",
    odd=("ana@", "ana@example.com, bo@example.com", "ana@gmial.com"),
    personal=True,
)

"""What "250k" means: an amount in whole US dollars."""

import re
import unicodedata

from .result import Misunderstood

LARGEST = 1_000_000_000_000

_SCALES = {"k": 10**3, "thousand": 10**3, "m": 10**6, "mn": 10**6, "mio": 10**6, "million": 10**6,
           "millions": 10**6, "b": 10**9, "bn": 10**9, "billion": 10**9}  # fmt: skip
_OTHER_CURRENCY = re.compile(
    r"[€£¥₹₽]|\b(?:eur|euros?|gbp|pounds?|aed|dirhams?|inr|rupees?|cny|rmb|yuan|rub|cad|aud|chf)\b"
)
_NUMBER = re.compile(
    r"(?P<minus>[-\u2212]\s*)?(?<![\w.,])(?P<digits>\d[\d.,' \u00a0\u202f]*\d|\d)\s*"
    r"(?P<scale>thousand|millions?|billion|mio|mn|bn|[kmb])?(?![\w])"
)


def understand(words: str) -> int | Misunderstood:
    """The amount as whole dollars; scale words and separators are read by their shape."""
    plain = _plain(words[:200])
    if _OTHER_CURRENCY.search(plain):
        return Misunderstood("currency")
    plain = re.sub(r"(?:us)?\$|\b(?:usd|us dollars?|dollars?|bucks)\b", " ", plain)
    found = list(_NUMBER.finditer(plain))
    if not found:
        return Misunderstood("nothing")
    if len(found) > 1 or re.search(r"\d\s*(?:-|\u2013|to)\s*\d", plain):
        return Misunderstood("several")
    if found[0]["minus"]:
        return Misunderstood("negative")
    return _in_bounds(_value(found[0]["digits"], found[0]["scale"]))


def _plain(words: str) -> str:
    """Lower case, any script's digits as 0-9, no invisible characters."""
    folded = unicodedata.normalize("NFKC", words).casefold()
    return "".join(
        str(unicodedata.digit(c)) if c.isdigit() else c
        for c in folded
        if unicodedata.category(c) not in ("Cc", "Cf", "Me") or c in "\n\t"
    )


def _value(digits: str, scale: str | None) -> float | None:
    compact = re.sub(r"[' \u00a0\u202f]", "", digits)
    if len(compact) > 30:
        return float(LARGEST) + 1
    number = _separated(compact)
    return None if number is None else number * _SCALES.get(scale or "", 1)


def _separated(digits: str) -> float | None:
    """Groups of three are thousands ("800.000", "1,500"); one other point or comma is a decimal."""
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", digits) and len(set(re.findall(r"[.,]", digits))) == 1:
        return float(re.sub(r"[.,]", "", digits))
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+\.\d{1,2}", digits) or re.fullmatch(r"\d+(?:\.\d+)?", digits):
        return float(digits.replace(",", ""))
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d{1,2}", digits) or re.fullmatch(r"\d+,\d+", digits):
        return float(digits.replace(".", "").replace(",", "."))
    if re.fullmatch(r"\d{1,2}(?:,\d{2})+,\d{3}", digits):  # Indian grouping: 1,50,000
        return float(digits.replace(",", ""))
    return None


def _in_bounds(amount: float | None) -> int | Misunderstood:
    if amount is None:
        return Misunderstood("nothing")
    if amount > LARGEST:
        return Misunderstood("too_large")
    return round(amount) if amount >= 1 else Misunderstood("too_small")

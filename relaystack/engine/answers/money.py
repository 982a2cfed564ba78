"""What "250k" means: an amount in whole US dollars."""

import re
import unicodedata

from .result import HEARING, Hearing, Misunderstood

LARGEST = 1_000_000_000_000
LONGEST = 200  # longer words hold no plain amount; cutting them could cut a number in two

_SCALES = {"k": 10**3, "thousand": 10**3, "m": 10**6, "mn": 10**6, "mln": 10**6, "mio": 10**6, "million": 10**6,
           "millions": 10**6, "b": 10**9, "bn": 10**9, "billion": 10**9}  # fmt: skip
_OTHER_CURRENCY = re.compile(
    r"(?<![a-z0-9])(?!us)[a-z]{1,2}\$|(?<![a-z])(?:eur|euros?|gbp|pounds?|aed|dirhams?|dhs?|sar|qar|riyals?|inr|rupees?|pkr|cny|rmb"
    r"|yuan|jpy|yen|rub|roubles?|rubles?|cad|aud|nzd|sgd|hkd|chf|francs?|ngn|naira|zar|rand|brl|reais|mxn|pesos?|liras?)"
    r"(?![a-z])"
)
_DOLLARS = re.compile(r"(?:us)?\$|(?<![a-z])(?:usd|us dollars?|dollars?|bucks)(?![a-z])")
_NUMBER = re.compile(
    r"(?P<minus>[-\u2212]\s*)?(?<![\w.,])(?P<digits>\d[\d.,'\u2019 \u00a0\u202f]*\d|\d)\s*"
    r"(?P<scale>thousand|millions?|billion|mln|mio|mn|bn|[kmb])?(?![\w])"
)
_RANGE = re.compile(r"\d\s*(?:[-\u2013\u2014]|to)\s*\d")
# Words that change an amount but do not stand right behind a number as ours do: "2 and a half million", "15 lakh".
_STRAY = re.compile(
    r"\b(?:half|hundreds?|thousands?|mil|millions?|billions?|trillions?|lakhs?|lacs?|crores?|percent)\b|%"
)
_ARABIC_SEPARATORS = str.maketrans({"\u066c": ",", "\u060c": ",", "\u066b": "."})


def understand(words: str, hearing: Hearing = HEARING) -> int | Misunderstood:
    """The amount as whole dollars; scale words and separators are read by their shape."""
    if len(words) > LONGEST:
        return Misunderstood("nothing")
    plain = _plain(words)
    if _names_other_currency(plain):
        return Misunderstood("currency")
    plain = _DOLLARS.sub(" ", plain)
    found = list(_NUMBER.finditer(plain))
    if len(found) > 1 or _RANGE.search(plain):
        return Misunderstood("several")
    if not found or _STRAY.search(plain[: found[0].start()] + " " + plain[found[0].end() :]):
        return Misunderstood("nothing")
    if found[0]["minus"]:
        return Misunderstood("negative")
    return _in_bounds(_value(found[0]["digits"], found[0]["scale"]))


def _plain(words: str) -> str:
    """Lower case, any script's digits as 0-9, no invisible characters; a control character parts numbers."""
    parted = "".join(" " if unicodedata.category(c) == "Cc" else c for c in words)
    folded = unicodedata.normalize("NFKC", parted).casefold().translate(_ARABIC_SEPARATORS)
    return "".join(
        str(unicodedata.digit(c)) if c.isdigit() else c for c in folded if unicodedata.category(c) not in ("Cf", "Me")
    )


def _names_other_currency(plain: str) -> bool:
    signs = {c for c in plain if unicodedata.category(c) == "Sc"}
    return bool(signs - {"$"} or _OTHER_CURRENCY.search(plain))


def _value(digits: str, scale: str | None) -> float | None:
    number = _separated(re.sub(r"['\u2019\u00a0\u202f]", " ", digits))
    return None if number is None else number * _SCALES.get(scale or "", 1)


def _separated(digits: str) -> float | None:
    """Groups of three are thousands ("800.000", "1 500"); one other point or comma is a decimal."""
    if re.fullmatch(r"\d{1,3}(?:([., ])\d{3})(?:\1\d{3})*", digits):
        return float(re.sub(r"[., ]", "", digits))
    if re.fullmatch(r"\d{1,3}(?:[, ]\d{3})+\.\d{1,2}|\d+(?:\.\d+)?", digits):
        return float(re.sub(r"[, ]", "", digits))
    if re.fullmatch(r"\d{1,3}(?:[. ]\d{3})+,\d{1,2}|\d+,\d+", digits):
        return float(re.sub(r"[. ]", "", digits).replace(",", "."))
    if re.fullmatch(r"\d{1,2}(?:,\d{2})+,\d{3}", digits):  # Indian grouping: 1,50,000
        return float(digits.replace(",", ""))
    return None


def _in_bounds(amount: float | None) -> int | Misunderstood:
    if amount is None:
        return Misunderstood("nothing")
    if amount > LARGEST:
        return Misunderstood("too_large")
    return round(amount) if amount >= 1 else Misunderstood("too_small")

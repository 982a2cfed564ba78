"""What "250k" means: an amount in whole US dollars."""

import re
from dataclasses import dataclass
from itertools import pairwise

from . import currencies
from .folding import fold
from .kind import AnswerKind
from .money_context import is_negative, is_range, is_stray, is_year, other_shape
from .money_links import TO
from .money_token import Token
from .money_tokens import tokenise
from .numerals import Number, read_numbers
from .result import HEARING, Hearing, Misunderstood, Rate, Understood

LARGEST = 1_000_000_000_000
FAR = 20  # times: ends of a range that are further apart may not share a scale
LONGEST = 200  # longer words hold no plain amount; cutting them could cut a number in two

_CODE = re.compile(r"(?<![A-Za-z])([A-Z]{3})[\s:]*\d|\d\s*[kKmM]?\s*([A-Z]{3})(?![A-Za-z])")
_RUPEES = {"IN", "PK", "BD", "NP", "LK"}  # where a lakh, without more, is one of rupees
# What most people write, read without a closer look.
_PLAIN = re.compile(
    r"\$? ?(?:(?P<whole>[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{4,8})|(?P<short>[1-9]\d{0,3}(?:\.\d\d?)?) ?(?P<scale>[km]))"
)
_SHORT = {"k": 1000, "m": 1_000_000}
_NO_MONEY = {no.reason: no for no in (Misunderstood("phone"), Misunderstood("date"), Misunderstood("nothing"))}


def understand(words: str, hearing: Hearing = HEARING) -> int | Understood | Misunderstood:
    """The amount as whole dollars. Other currencies, ranges and amounts picked from a sentence are said back."""
    if len(words) > LONGEST:
        return Misunderstood("nothing")
    plain = fold(words).strip()
    if simple := _PLAIN.fullmatch(plain):
        whole, short, scale = simple.groups()
        return _bounded(float(whole.replace(",", "")) if whole else float(short) * _SHORT[scale])
    if shape := other_shape(plain):
        return _NO_MONEY[shape]
    return _Heard(words, tokenise(plain, hearing.language), hearing).understood()


def _bounded(usd: float) -> int | Misunderstood:
    if usd > LARGEST:
        return Misunderstood("too_large")
    return round(usd) if usd >= 1 else Misunderstood("too_small")


@dataclass
class _Heard:
    """One message that may hold an amount."""

    words: str
    tokens: list[Token]
    hearing: Hearing

    def understood(self) -> int | Understood | Misunderstood:
        """What it comes to."""
        found = read_numbers(self.tokens, self.hearing.language)
        amounts = [number for number in found if self._is_amount(number)]
        if not amounts:
            return Misunderstood("date" if any(map(is_year, found)) else "nothing")
        if any(number.value is None for number in amounts):
            return Misunderstood("unclear")
        if any(is_negative(number, self.tokens) for number in amounts):
            return Misunderstood("negative")
        codes = self._codes()
        if "" in codes:
            return Misunderstood("currency")
        if len(codes) > 1:
            return Misunderstood("several")
        return self._decided(amounts, codes.pop() if codes else "", picked=len(amounts) < len(found))

    def _is_amount(self, number: Number) -> bool:
        beside = self.tokens[max(number.start - 1, 0) : number.end + 1]
        named = any(token.kind == "currency" for token in beside)
        return named or not (is_year(number) or is_stray(number, self.tokens))

    def _codes(self) -> set[str]:
        """ISO codes of the currencies that are named; an empty one is a name that several countries use."""
        hearing = self.hearing
        names = {currencies.NAMES[token.text] for token in self.tokens if token.kind == "currency"}
        codes = {currencies.whose(name, hearing.country, hearing.language) for name in names}
        return codes | {a or b for a, b in _CODE.findall(self.words)} & currencies.codes()

    def _decided(self, amounts: list[Number], code: str, picked: bool) -> int | Understood | Misunderstood:
        if len(amounts) == 2 and is_range(amounts[0], amounts[1], self.tokens):
            return self._range(amounts[0], amounts[1], code)
        if any(self._belong_together(first, second) for first, second in pairwise(amounts)):
            return Misunderstood("several")
        weighty = [number for number in amounts if not (number.plain and (number.value or 0) < 1000)] or amounts
        values = {number.value or 0.0 for number in weighty}
        if len(values) > 1:
            return Misunderstood("several")
        value = values.pop()
        if code not in ("", "USD"):
            return self._converted(value, code)
        usd = _bounded(value)
        if isinstance(usd, Misunderstood):
            return usd
        at_home = self.hearing.country in _RUPEES or self.hearing.language == "hi"
        if not code and weighty[0].indian and at_home:
            return Understood(usd, "money_lakh", {"usd": usd})
        if picked or len(weighty) < len(amounts):
            return Understood(usd, "money_picked", {"usd": usd})
        return usd

    def _belong_together(self, first: Number, second: Number) -> bool:
        """Whether nothing that could tell them apart stands between two amounts: `2 300000`, `100/150k`."""
        between = self.tokens[first.end : second.start]
        return all(token.text in TO | {"/"} for token in between if token.kind != "currency")

    def _converted(self, value: float, code: str) -> Understood | Misunderstood:
        rate = self.hearing.rates.get(code)
        if rate is None:
            return Misunderstood("no_rate", guess=code)
        usd = _bounded(value * rate.usd)
        if isinstance(usd, Misunderstood):
            return usd
        return Understood(usd, "money_converted", {**_said(value, code), "usd": usd, "as_of": rate.as_of})

    def _range(self, low: Number, high: Number, code: str) -> int | Understood | Misunderstood:
        """A range counts by its lower end: what the upper one reaches is reached only perhaps."""
        code = code or "USD"
        rate = Rate(1, self.hearing.today) if code == "USD" else self.hearing.rates.get(code)
        if rate is None:
            return Misunderstood("no_rate", guess=code)
        ends = _ends(low, high)
        if not ends:
            return Misunderstood("unclear")
        usd, most = (_bounded(end * rate.usd) for end in ends)
        if isinstance(usd, Misunderstood) or isinstance(most, Misunderstood):
            return usd if isinstance(usd, Misunderstood) else most
        if code == "USD":
            return usd if usd == most else Understood(usd, "money_range", {"usd": usd, "most": most})
        values = {**_said(ends[0], code), "usd": usd, "most": most, "as_of": rate.as_of}
        return Understood(usd, "money_range_converted", values)


def _said(value: float, code: str) -> dict[str, float | str]:
    return {"amount": round(value) if value >= 1 else value, "currency": code}


def _ends(low: Number, high: Number) -> list[float]:
    """Both ends, the lower first, each with the scale that it shares: `200-300k`, `100k-150`, `500-1m`, `100-150,000`.

    None of them where that is not plain: `100-150` may be thousands.
    """
    ends = sorted((low, high), key=lambda end: (end.scale, end.value or 0))
    bare, full = ends[0].value or 0.0, ends[1].value or 0.0
    scales = (1.0,) if bare >= 1000 or ends[0].scale or not bare else (ends[1].scale, 1000.0)
    shared = (bare * scale for scale in scales if scale and full >= 1000)
    return next(
        (sorted((end, full)) for end in shared if max(end, full) <= FAR * min(end, full) or scales == (1.0,)), []
    )


KIND = AnswerKind(
    "money",
    understand,
    reasons=(
        "nothing", "negative", "too_small", "too_large", "several", "currency", "no_rate", "unclear", "phone", "date",
    ),
    echoes={
        "money_converted": ("amount", "currency", "usd", "as_of"),
        "money_range": ("usd", "most"),
        "money_range_converted": ("amount", "currency", "usd", "most", "as_of"),
        "money_picked": ("usd",),
        "money_lakh": ("usd",),
    },
    examples=("5000", "250000", "3000000"),
    longest="USD 999,999,999,999",
    odd=(
        "-5", "0", "9" * 20, "€400k or £400k", "¥300k", "KWD 100k", "1.234.5", "+1 555 123 4567", "12/03/2027",
        "€400k", "200-300k", "€200-300k", "I have 3 kids and 250k", "2 crore",
    ),
)  # fmt: skip

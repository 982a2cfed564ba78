"""The money that somebody says they have: only where money is meant, not a reference or somebody else's offer."""

import re
from typing import Any

from .answers import ANSWERS, Hearing, Misunderstood, Understood, contact_details
from .answers.folding import fold
from .answers.money_tokens import tokenise
from .answers.scales import SCALES
from .countries_said import country_in
from .lexicon import Lexicon
from .text import tokens

LEAST = 10_000  # USD; a smaller number at a menu is an option that is not there, an age, a year
_QUOTED = re.compile(r"[\"“”«»„].{0,300}?[\"“”«»]", re.DOTALL)
_MONEY = frozenset({"currency", "scale"})
_OTHER_MONEY = ("no_rate", "currency")  # why an amount cannot be counted


def stated(lexicon: Lexicon, words: str, hearing: Hearing) -> Any:
    """The amount as an answer would keep it, at least LEAST; None where none is stated, or it is in other money."""
    amount = _told(lexicon, words, hearing)
    return amount if usd(amount) >= LEAST and not _maybe_rupees(amount) else None


def in_other_money(lexicon: Lexicon, words: str, hearing: Hearing) -> Misunderstood | None:
    """Why an amount that is stated cannot be counted: its currency has no rate, or may be another than ours."""
    amount = _told(lexicon, words, hearing)
    if _maybe_rupees(amount):
        return Misunderstood("currency")
    no_rate = isinstance(amount, Misunderstood) and amount.reason in _OTHER_MONEY
    return amount if no_rate else None


def _maybe_rupees(amount: Any) -> bool:
    """Whether it is so many lakh where nobody asked for dollars: most who say so mean rupees."""
    return isinstance(amount, Understood) and amount.echo == "money_lakh"


def _told(lexicon: Lexicon, words: str, hearing: Hearing) -> Any:
    """What the words say of money, as an answer would read it; None where they speak of none."""
    if not any(map(str.isnumeric, words)) and SCALES.keys().isdisjoint(tokens(words)):
        return None  # most questions hold no number
    if any(c < " " and c not in "\n\r\t" for c in words):
        return None  # a terminal's colours (ESC[31m) are no money
    if lexicon.income and _tells_income(lexicon, words):
        return None
    own = contact_details.without(_QUOTED.sub(" ", words))
    amount = ANSWERS["money"].understand(own, hearing)
    if isinstance(amount, Misunderstood) and amount.reason not in _OTHER_MONEY:
        return None  # whatever else is said: a long message is not looked through for it
    return amount if _means_money(lexicon, own, hearing) else None


def _tells_income(lexicon: Lexicon, words: str) -> bool:
    """Whether it is what somebody earns, not what they would invest."""
    said = f" {' '.join(tokens(words))} "
    return any(f" {' '.join(phrase)} " in said for phrase in lexicon.income)


def usd(amount: Any) -> int:
    """The US dollars of an amount that was understood; 0 where none was."""
    value = amount.value if isinstance(amount, Understood) else amount
    return value if isinstance(value, int) else 0


def _means_money(lexicon: Lexicon, words: str, hearing: Hearing) -> bool:
    """Whether a currency, a thousand or a word for a budget stands by it, or nothing else of weight but a country."""
    if any(token.kind in _MONEY for token in tokenise(fold(words), hearing.language)):
        return True
    said = tokens(words)
    if any(lexicon.intents[name].amount and hit.own for name, hit in lexicon.hits(said).items()):
        return True
    weighty = {i for i, token in enumerate(said) if token.isalpha() and token not in lexicon.fillers}
    return not weighty or weighty <= country_in(said, hearing)[1]  # "I have 300000 for Greece"

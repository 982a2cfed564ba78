"""What amounts are in the money that somebody asks for: only by a dated rate, else that there is none."""

from .answers import Hearing, currencies
from .answers.folding import fold
from .answers.money_tokens import tokenise
from .catalogue import Program
from .fact_words import least
from .questions.reading import forms
from .walk import Walk

LONGEST = 80  # characters of "and in pounds?"; a longer message tells of money in passing
OURS = "USD"
SHOWN = ("current", "due")


def named(words: str, hearing: Hearing) -> str:
    """The ISO code of the one currency that is named beside no number; empty where none is."""
    if len(words) > LONGEST:
        return ""
    read = tokenise(" ".join(map(_bare, fold(words).split())), hearing.language)
    names = {currencies.NAMES[token.text] for token in read if token.kind == "currency"}
    counted = any(token.kind in ("digits", "scale") for token in read)
    codes = {currencies.whose(name, hearing.country, hearing.language) for name in names}
    return codes.pop() if len(codes) == 1 and not counted else ""


def mention(walk: Walk, words: str, program: Program | None = None, people: int = 0) -> None:
    """Beside a price: what it is in the currency that was asked for, or that we have no rate for it."""
    code = named(words, walk.hearing())
    if code in ("", OURS):
        return
    rate = walk.book.rates.get(code)
    if rate is None:
        walk.say(walk.phrase("questions.no_currency", currency=code, known=", ".join([OURS, *sorted(walk.book.rates)])))
    elif program and program.figure(walk.facts.now.date()) in SHOWN and (usd := least(program, people)):
        amount = round(usd / rate.usd)
        walk.say(walk.phrase("questions.in_currency", amount=amount, currency=code, as_of=rate.as_of))


def _bare(word: str) -> str:
    """The word without what Arabic writes together with it: "and in the pound" are three."""
    once = min(forms(word), key=len)
    return min(forms(once), key=len)

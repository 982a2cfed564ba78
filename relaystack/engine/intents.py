"""What somebody wants who says it in their own words: "how much is portugal?", "nurse in Canada"."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from babel import Locale

from .answers import ANSWERS, Hearing, Misunderstood, Understood
from .catalogue import Catalogue
from .lexicon import LANGUAGES, Hit, Intent, Lexicon
from .text import spelled, together, tokens

LONGEST_KEYWORD = 60
LEAST_AMOUNT = 10_000  # USD; a smaller number at a menu is an option that is not there, an age, a year
PLACE_ASKED_FOR = "where"  # the answer that keeps the country whose programmes are asked for


@dataclass(frozen=True)
class Wish:
    """An intent with the answers that its words give. A `clear` one may interrupt a question about somebody's name."""

    intent: Intent
    go: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    clear: bool = True


def understand(lexicon: Lexicon, catalogue: Catalogue, words: str, hearing: Hearing) -> Wish | None:
    """The one thing that the words ask for; None unless every word of them is accounted for."""
    said = tokens(words)
    hits = lexicon.hits(said)
    for name, hit in hits.items():
        intent = lexicon.intents[name]
        wish = _wish(lexicon, catalogue, intent, words, said, hit, hearing) or _with_amount(intent, words, hearing)
        if wish:
            return wish
    return None


def amount_alone(lexicon: Lexicon, words: str, hearing: Hearing) -> Wish | None:
    """What somebody wants who only says how much money they have; a terminal's colours (ESC[31m) are no money."""
    if any(c < " " and c not in "\n\r\t" for c in words):
        return None
    wishes = (_with_amount(intent, words, hearing) for intent in lexicon.intents.values())
    return next((wish for wish in wishes if wish), None)


def _with_amount(intent: Intent, words: str, hearing: Hearing) -> Wish | None:
    """An intent that takes an amount, from words that hold a weighty one."""
    amount = ANSWERS["money"](words, hearing) if intent.amount else None
    usd = amount.value if isinstance(amount, Understood) else amount
    if not isinstance(usd, int) or usd < LEAST_AMOUNT:
        return None
    return Wish(intent, intent.go, {**intent.set, intent.amount: amount})


def named_alone(lexicon: Lexicon, catalogue: Catalogue, words: str, hearing: Hearing) -> Wish | None:
    """What somebody wants who only names a programme or a country."""
    said = tokens(words)
    nothing = Hit(frozenset(), frozenset())
    for intent in lexicon.intents.values():
        if intent.one and said and not lexicon.hits(said):
            return _programmes(lexicon, catalogue, intent, said, nothing, hearing)
    return None


def _wish(
    lexicon: Lexicon, catalogue: Catalogue, intent: Intent, words: str, said: Sequence[str], hit: Hit, hearing: Hearing
) -> Wish | None:
    if intent.one:
        return _programmes(lexicon, catalogue, intent, said, hit, hearing)
    rest = _rest(lexicon, said, hit)
    if not intent.country:
        return Wish(intent, intent.go, intent.set) if not rest and hit.own else None
    return _with_country(intent, [written for _, written in spelled(words)], said, hit, rest, hearing)


def _rest(lexicon: Lexicon, said: Sequence[str], hit: Hit) -> list[int]:
    """The positions that neither the intent nor a filler accounts for."""
    return [
        i for i, token in enumerate(said) if i not in hit.own and i not in hit.kept and token not in lexicon.fillers
    ]


def _with_country(
    intent: Intent, written: Sequence[str], said: Sequence[str], hit: Hit, rest: Sequence[int], hearing: Hearing
) -> Wish | None:
    """An intent that takes a country, and a keyword: the work that is looked for, with its accents."""
    country, where = _country_in([said[i] for i in rest], hearing)
    others = [i for n, i in enumerate(rest) if n not in where]
    if not country and (others or not hit.own):
        return None
    if others and not (hit.own and intent.keyword):
        return None
    answers = dict(intent.set)
    if country:
        answers[intent.country] = country
    kept = [written[i] for i in sorted({*hit.kept, *others})]
    if intent.keyword and kept:
        answers[intent.keyword] = together(kept)[:LONGEST_KEYWORD]
    # "Jordan Baker" is a name; "baker in Jordan" is none.
    return Wish(intent, intent.go, answers, clear=bool(hit.own) or len(said) > len(hit.kept) + len(rest))


def _country_in(words: Sequence[str], hearing: Hearing) -> tuple[Any, range]:
    """The country that the words name, and which of them do."""
    country = find_country(words, hearing)
    if not country:
        return None, range(0)
    for where in _windows(len(words)):
        found = find_country(words[where.start : where.stop], hearing)
        if found and found["code"] == country["code"]:
            return country, _widened(where, words, _name(country["code"]))
    return country, range(len(words))


def _widened(where: range, words: Sequence[str], name: frozenset[str]) -> range:
    """With the words beside it that belong to the name too: "korea" is found first, "south korea" was said."""
    start, stop = where.start, where.stop
    while start > 0 and words[start - 1] in name:
        start -= 1
    while stop < len(words) and words[stop] in name:
        stop += 1
    return range(start, stop)


@cache
def _name(code: str) -> frozenset[str]:
    """The words of a country's name, in all languages."""
    names = (Locale(language).territories.get(code, "") for language in LANGUAGES)
    return frozenset(token for name in names for token in tokens(name))


def _windows(length: int) -> Iterator[range]:
    """Stretches of so many words, the shortest first."""
    for size in range(1, length):
        for start in range(length - size + 1):
            yield range(start, start + size)


def find_country(words: Sequence[str], hearing: Hearing) -> Any:
    """The country that words name, as an answer would keep it; None where they name none for sure."""
    if not words or len(words) > 8:
        return None
    country = ANSWERS["country"](together(words), hearing)
    country = getattr(country, "value", country)  # said back or not
    return None if isinstance(country, Misunderstood) else country


def likely_country(words: Sequence[str], hearing: Hearing) -> Any:
    """The same, or the country that they nearly name."""
    country = ANSWERS["country"](together(words), hearing) if words and len(words) <= 8 else None
    guess = country.guess if isinstance(country, Misunderstood) else ""
    return find_country([guess] if guess else words, hearing)


def _programmes(
    lexicon: Lexicon, catalogue: Catalogue, intent: Intent, said: Sequence[str], hit: Hit, hearing: Hearing
) -> Wish | None:
    """Programmes by their own names, or by their country: one shows its details, several are chosen from."""
    bare = [token for token in said if token not in lexicon.fillers]
    rest = [said[i] for i in _rest(lexicon, said, hit)]
    clear = bool(hit.own)
    for name in (said, bare, rest):
        programme = catalogue.named.get(" ".join(name))
        if programme:
            return Wish(intent, intent.one, {"programme": programme.id}, clear)
    if not rest:
        return Wish(intent, intent.go, intent.set) if clear else None
    country, where = _country_in(rest, hearing)
    return in_country(catalogue, intent, country["code"], clear) if country and len(where) == len(rest) else None


def in_country(catalogue: Catalogue, intent: Intent, code: str, clear: bool = True) -> Wish | None:
    """The programmes of a country; None where it has none."""
    programmes = catalogue.in_country(code)
    if len(programmes) == 1:
        return Wish(intent, intent.one, {"programme": programmes[0].id}, clear)
    return Wish(intent, intent.several, {PLACE_ASKED_FOR: code}, clear) if programmes else None

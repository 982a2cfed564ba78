"""What somebody wants who says it in their own words: "how much is portugal?", "nurse in Canada"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from . import budgets, time_wishes
from .answers import Hearing
from .answers.places import FILLER
from .catalogue import Catalogue
from .countries_said import country_in
from .lexicon import Hit, Intent, Lexicon
from .text import tokens
from .whereabouts import Sought, sought

MOST_OF_A_TIME = 6  # words of "next Thursday 5 pm"; signs of 明天下午三点
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
        wish = _wish(lexicon, catalogue, intent, words, said, hit, hearing) or _with_amount(
            lexicon, intent, words, hearing
        )
        if wish:
            return wish
    return None


def amount_alone(lexicon: Lexicon, words: str, hearing: Hearing) -> Wish | None:
    """What somebody wants who only says how much money they have."""
    wishes = (_with_amount(lexicon, intent, words, hearing) for intent in lexicon.intents.values())
    return next((wish for wish in wishes if wish), None)


def _with_amount(lexicon: Lexicon, intent: Intent, words: str, hearing: Hearing) -> Wish | None:
    """An intent that takes an amount, from words that hold a weighty one."""
    amount = budgets.stated(lexicon, words, hearing) if intent.amount else None
    if amount is None:
        return None
    return Wish(intent, intent.go, {**intent.set, intent.amount: amount})


def named_alone(lexicon: Lexicon, catalogue: Catalogue, words: str, hearing: Hearing) -> Wish | None:
    """What somebody wants who only names a programme or a country."""
    said = tokens(words)
    nothing = Hit(frozenset(), frozenset())
    for intent in lexicon.intents.values():
        if intent.one and said and not lexicon.hits(said):
            return _programs(lexicon, catalogue, intent, said, nothing, hearing)
    return None


def _wish(
    lexicon: Lexicon, catalogue: Catalogue, intent: Intent, words: str, said: Sequence[str], hit: Hit, hearing: Hearing
) -> Wish | None:
    if intent.one:
        return _programs(lexicon, catalogue, intent, said, hit, hearing)
    rest = _rest(lexicon, said, hit)
    if not intent.country:
        when = _when(intent, lexicon.ungreeted(words), rest, hearing) if hit.own else None
        return None if when is None else Wish(intent, intent.go, {**intent.set, **when})
    return _with_country(intent, words, said, hit, rest, hearing)


def _when(intent: Intent, words: str, rest: Sequence[int], hearing: Hearing) -> Mapping[str, Any] | None:
    """The answer that keeps when they would like to come; empty where no more was said, None where something else."""
    if not rest or not intent.time or len(rest) > MOST_OF_A_TIME:
        return None if rest else {}
    when = time_wishes.read(words, hearing)
    return {intent.time: when} if when else None


def _rest(lexicon: Lexicon, said: Sequence[str], hit: Hit) -> list[int]:
    """The positions that neither the intent nor a greeting nor a filler accounts for."""
    known = hit.own | hit.kept | frozenset(range(lexicon.greeted(said)))
    return [i for i, token in enumerate(said) if i not in known and token not in lexicon.fillers]


def _with_country(
    intent: Intent, words: str, said: Sequence[str], hit: Hit, rest: Sequence[int], hearing: Hearing
) -> Wish | None:
    """An intent that takes a country: with the work that is looked for, and the place."""
    found = sought(words, hit, rest, hearing)
    told = hit.own or (hit.kept and found.place)  # "nurse in Munich" is clear enough to ask for the country
    if not (found.country or (told and found.every)) or not (found.every or (hit.own and intent.keyword)):
        return None
    # "Jordan Baker" is a name; "baker in Jordan" is none.
    more_said = len(said) > len(hit.own) + len(hit.kept) + len(rest)
    clear = more_said or bool(hit.own and not found.place)
    return Wish(intent, intent.go, dict(intent.set) | _answers(intent, found, found.keyword), clear)


def going_on(
    lexicon: Lexicon, intent: Intent, words: str, before: Mapping[str, Any], hearing: Hearing, *, asked: bool
) -> Wish | None:
    """What words add to the search that somebody is in: another country, place or kind of work.

    Where the country is `asked` for, a few words that nobody knows count as work.
    """
    said = tokens(words)
    hit = lexicon.hits(said).get(intent.name, Hit(frozenset(), frozenset()))
    rest = [i for i in _rest(lexicon, said, hit) if said[i] not in FILLER]  # "I want to go to Germany"
    found = sought(words, hit, rest, hearing)
    keyword = found.keyword if found.few else found.known
    if not (found.every or (asked and found.country)) or not (found.country or keyword or found.place):
        return None
    names = {intent.keyword, *((intent.country,) if not found.country else ())}
    if asked or not found.country:  # asked in which country it is, they tell just that
        names.add(intent.place)
    kept = {name: before[name] for name in names if before.get(name)}
    return Wish(intent, intent.go, dict(intent.set) | kept | _answers(intent, found, keyword))


def _answers(intent: Intent, found: Sought, keyword: str) -> dict[str, Any]:
    answers = {intent.country: found.country, intent.place: found.place, intent.keyword: keyword}
    return {name: value for name, value in answers.items() if name and value}


def _programs(
    lexicon: Lexicon, catalogue: Catalogue, intent: Intent, said: Sequence[str], hit: Hit, hearing: Hearing
) -> Wish | None:
    """Programmes by their own names, or by their country: one shows its details, several are chosen from."""
    bare = [token for token in said if token not in lexicon.fillers]
    rest = [said[i] for i in _rest(lexicon, said, hit)]
    clear = bool(hit.own)
    for name in (said, bare, rest):
        program = catalogue.named.get(" ".join(name))
        if program:
            return Wish(intent, intent.one, {"programme": program.id}, clear)
    if not rest:
        return Wish(intent, intent.go, intent.set) if clear else None
    country, where = country_in(rest, hearing)
    return in_country(catalogue, intent, country["code"], clear) if country and len(where) == len(rest) else None


def in_country(catalogue: Catalogue, intent: Intent, code: str, clear: bool = True) -> Wish | None:
    """The programmes of a country; None where it has none."""
    programs = catalogue.in_country(code)
    if len(programs) == 1:
        return Wish(intent, intent.one, {"programme": programs[0].id}, clear)
    return Wish(intent, intent.several, {PLACE_ASKED_FOR: code}, clear) if programs else None

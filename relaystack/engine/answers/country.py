"""Which country is meant, by name, nationality, alias, flag or capital code, in any language of the bot."""

from typing import TypedDict

from rapidfuzz import fuzz, process

from .country_names import chinese, codes, comparable, name_of, names
from .places import CONTINENTS, FILLER
from .result import HEARING, Hearing, Misunderstood


class Country(TypedDict):
    """An ISO 3166-1 alpha-2 code and the English name: consultants read it, words say it in the person's language."""

    code: str
    name: str


LONGEST = 200
LONGEST_NAME = 8  # words
SURE = 90
POSSIBLE = 80
CLOSE = 6  # a second country this near to the best makes the best a guess ("austalia")
_ARABIC_PREFIXES = ("وال", "بال", "لل", "ال", "ب", "ل")
_FLAG = {ord("🇦") + i: chr(ord("A") + i) for i in range(26)}


def understand(words: str, hearing: Hearing = HEARING) -> Country | Misunderstood:
    """The country; a name that is near to several, or not quite near, is asked back ("Did you mean…")."""
    if len(words) > LONGEST:
        return Misunderstood("unknown")
    code = _code(words)
    code = code or names().get(comparable(words), "")
    if not code:
        plain = [word for word in comparable(words).split() if word not in FILLER]
        if not any(c.isalpha() for word in plain for c in word):
            return Misunderstood("nothing")
        found = _named(plain)
        if len(found) > 1:
            return Misunderstood("several")
        code = found.pop() if found else ""
        if not code:
            return _near(" ".join(plain), hearing.language)
    return _country(code)


def _country(code: str) -> Country:
    return {"code": code, "name": name_of(code, "en")}


def _code(words: str) -> str:
    """`DE` or 🇩🇪 as a code. Small letters are words: "no", "me", "it"."""
    flags = "".join(c for c in words if ord(c) in _FLAG).translate(_FLAG)
    code = flags or words.strip()
    return code if code in codes() else ""


def _named(plain: list[str]) -> set[str]:
    """Countries named within a sentence; of two names in one place the longer counts (Papua New Guinea)."""
    known = names()
    whole = " ".join(plain)
    if whole in known:
        return {known[whole]}
    found = {known[name] for name in chinese().findall(whole)}
    at = 0
    while at < len(plain):
        size = next((n for n in range(min(LONGEST_NAME, len(plain) - at), 0, -1) if _name(plain[at : at + n])), 0)
        if size:
            found.add(known[_name(plain[at : at + size])])
        at += size or 1
    return found


def _name(words: list[str]) -> str:
    """The words as a name that is known, also behind Arabic's prefixes; short ones are only trusted alone."""
    name = " ".join(words)
    if len(name) <= 3 and name.isascii():
        return ""
    if name in names():
        return name
    bare = next((name.removeprefix(prefix) for prefix in _ARABIC_PREFIXES if name.startswith(prefix)), "")
    return next((form for form in (bare, f"ال{bare}") if len(bare) > 2 and form in names()), "")


def _near(plain: str, language: str) -> Country | Misunderstood:
    if not CONTINENTS.isdisjoint(plain.split()):
        return Misunderstood("unknown")
    candidates = process.extract(plain, list(names()), scorer=fuzz.ratio, limit=8, score_cutoff=POSSIBLE)
    if not candidates or len(plain) <= 3:
        return Misunderstood("unknown")
    best, score, _ = candidates[0]
    code = names()[best]
    rivals = [name for name, other, _ in candidates if other > score - CLOSE and names()[name] != code]
    if score < SURE or rivals:
        return Misunderstood("unsure", guess=name_of(code, language))
    return _country(code)

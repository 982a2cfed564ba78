"""Which language does a person want? Script, greetings and telling words, a language's name, a number's country."""

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import pairwise

from babel.languages import get_official_languages

from .text import normalise

_SCRIPTS = {"ARABIC": "ar", "CYRILLIC": "ru", "CJK": "zh", "DEVANAGARI": "hi"}
_OTHERS = {"HIRAGANA", "KATAKANA", "HANGUL"}  # beside Chinese signs they say that it is not Chinese
# Letters that Arabic and Russian do not have, but their neighbours in the same script do.
_NEIGHBOURS = frozenset("پچژگٹڈڑںےۓھہیک" + "іїєґўјљњћђџѓќәғқңөұүһ")
_DENSE = 3  # a Chinese sign says as much as three letters
_SHARE = 1 / 3  # of a message must be in a script for it to decide
_GREETING = 2  # a greeting weighs as much as two telling words
LONGEST_OPENING = 4  # words
LONGEST_WISH = 8
_IN = frozenset({"in", "en", "em", "на"})  # before the name of a language, inside a sentence


@dataclass(frozen=True)
class LanguageWords:
    """The words by which languages are known; all are compared as typed words are (`normalise`)."""

    names: Mapping[str, str] = field(default_factory=dict)  # "espanol" -> "es"
    around: frozenset[str] = frozenset()  # "in", "please": what may stand around a name
    openings: Mapping[str, frozenset[str]] = field(default_factory=dict)  # commands' words -> their languages
    greetings: Mapping[str, str] = field(default_factory=dict)  # greetings of one language only -> it
    words: Mapping[str, str] = field(default_factory=dict)  # telling words -> the one language that has them

    @cached_property
    def _in_names(self) -> frozenset[str]:
        """Every word of a language's name: most messages hold none."""
        return frozenset(part for name in self.names for part in name.split())

    @cached_property
    def _told_by_words(self) -> frozenset[str]:
        """The languages that have telling words."""
        return frozenset(self.words.values())

    def named(self, words: str) -> str:
        """The language that the words ask for by its name, if they do nothing else."""
        parts = normalise(words).split()
        if len(parts) > LONGEST_WISH or self._in_names.isdisjoint(parts):
            return ""
        for start in range(len(parts)):
            for end in range(start + 1, len(parts) + 1):
                name = self.names.get(" ".join(parts[start:end]))
                if name and self.around.issuperset(parts[:start] + parts[end:]):
                    return name
        return ""

    def within(self, words: str) -> str:
        """The language that a sentence asks for beside something else: "better in Spanish please, how long …"."""
        parts = normalise(words).split()
        pairs = pairwise(parts)
        return next((self.names[name] for before, name in pairs if before in _IN and name in self.names), "")

    def greeting(self, words: str) -> str:
        """The language of a greeting, where the message is nothing but that and only one language has it."""
        return self.greetings.get(normalise(words), "")

    def told(self, words: str, country: str = "") -> str:
        """The language that a message is in, empty where that is not plain. The country of the number decides between
        languages that the words leave open; where one is at home, a single telling word is enough."""
        parts = normalise(words).split()
        scores = self._scores(parts, country)
        scripts = _scripts(words)
        if scripts:
            language = _language_of(scripts, words)
            return language if scores.keys() <= {language} else ""
        best = scores.most_common(2)
        if not best or (len(best) > 1 and best[0][1] == best[1][1]):
            return ""
        language, score = best[0]
        told = score >= _GREETING or len(parts) <= 3 or language == proposed(country, self._told_by_words)
        return language if told else ""

    def _scores(self, parts: Sequence[str], country: str) -> Counter[str]:
        """How much the words speak for each language."""
        scores = Counter(self.words[part] for part in parts if part in self.words)
        for length in range(min(LONGEST_OPENING, len(parts)), 0, -1):
            languages = self.openings.get(" ".join(parts[:length]))
            if languages:
                open_between = languages if len(languages) == 1 else languages & {proposed(country, languages)}
                if len(languages) == 1 or "en" not in languages:
                    scores.update(dict.fromkeys(open_between, _GREETING))
                break
        return scores


def _scripts(words: str) -> Counter[str]:
    """How many letters are in each script that tells something; empty where all are Latin."""
    letters = Counter(_kind(c) for c in words if c.isalpha())
    return letters if any(letters[kind] for kind in (*_SCRIPTS, *_OTHERS)) else Counter()


def _language_of(letters: Counter[str], words: str) -> str:
    """The language that a script stands for; empty where there are several, few letters, or those of a neighbour."""
    letters["CJK"] *= _DENSE
    found = [kind for kind in (*_SCRIPTS, *_OTHERS) if letters[kind]]
    plain = len(found) == 1 and found[0] in _SCRIPTS and not _NEIGHBOURS & set(words.casefold())
    return _SCRIPTS[found[0]] if plain and letters[found[0]] >= _SHARE * letters.total() else ""


@cache
def _kind(letter: str) -> str:
    return unicodedata.name(letter, "?").split()[0]


@cache
def proposed(country: str, spoken: frozenset[str]) -> str:
    """The first of a country's languages that is spoken here; a proposal, since people live everywhere."""
    names = (name.split("_")[0] for name in get_official_languages(country, de_facto=True)) if country else ()
    return next((name for name in names if name in spoken), "")

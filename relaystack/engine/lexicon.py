"""Which words people use for what: phrases of all languages, looked up by their first word."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .answers.likeness import Known
from .text import normalise, tokens

LANGUAGES = ("en", "ar", "es", "fr", "pt", "ru", "zh", "hi")
LIKE = 82  # of 100: how much misspelt words must be like a phrase to be proposed
YES = "yes"  # the id of an option that agrees to what is asked
GREETINGS = 2  # "hello, good morning"
LONGEST = 40  # tokens: what is longer is a letter, not a wish


@dataclass(frozen=True)
class Intent:
    """Something that people ask for in their own words: where it leads, and the answers that it fills in.

    `country` names the answer that keeps a country found in the words, `place` the one for a place in it, `keyword` the
    one that keeps what else was said; `one` and `several` are where programmes lead that the words name. `amount` names
    the answer that keeps money, `time` the one that keeps when somebody would like to come.
    """

    name: str
    go: str
    set: Mapping[str, Any] = field(default_factory=dict)
    country: str = ""
    place: str = ""
    keyword: str = ""
    one: str = ""
    several: str = ""
    amount: str = ""
    time: str = ""


@dataclass(frozen=True)
class Phrase:
    """Words that speak of an intent. `kept` ones are the keyword as well ("nurse")."""

    tokens: tuple[str, ...]
    intent: str
    kept: bool = False


@dataclass(frozen=True)
class Hit:
    """Where the words speak of an intent: the positions that do, and those that are kept as the keyword."""

    own: frozenset[int]
    kept: frozenset[int]

    @property
    def weight(self) -> int:
        """How many words speak of it."""
        return len(self.own | self.kept)


@dataclass(frozen=True)
class Lexicon:
    """The words of `intents.yaml`, ready to be looked up."""

    intents: Mapping[str, Intent] = field(default_factory=dict)
    phrases: Sequence[Phrase] = ()
    fillers: frozenset[str] = frozenset()
    numbers: Mapping[str, str] = field(default_factory=dict)  # "second" -> "2"
    income: Sequence[tuple[str, ...]] = ()  # "i earn": what is said beside it is no budget
    pointers: frozenset[str] = frozenset()  # "option", "the": what may stand around a number
    last: frozenset[str] = frozenset()  # "last one": the last of what is numbered
    options: Mapping[str, frozenset[str]] = field(default_factory=dict)  # the id of one -> words that choose it
    greetings: Sequence[tuple[str, ...]] = ()  # "good morning": what stands before a wish and adds nothing to it

    @property
    def yes(self) -> frozenset[str]:
        """The words of a plain yes."""
        return self.options.get(YES, frozenset())

    @cached_property
    def _by_first(self) -> Mapping[str, Sequence[Phrase]]:
        found: dict[str, list[Phrase]] = {}
        for phrase in self.phrases:
            found.setdefault(phrase.tokens[0], []).append(phrase)
        return found

    def like(self, words: str, most: int) -> Sequence[str]:
        """The intents whose phrases the words nearly are, the likeliest first."""
        return [self.spoken[phrase] for phrase, _ in self._spoken_words.near(words, most)]

    @cached_property
    def _spoken_words(self) -> Known:
        return Known(self.spoken, LIKE)

    @cached_property
    def spoken(self) -> Mapping[str, str]:
        """Every phrase as words -> its intent, to compare misspelt words with."""
        found = {" ".join(phrase.tokens): phrase.intent for phrase in self.phrases if not phrase.kept}
        return {words: intent for words, intent in found.items() if len(words) >= 4}

    def greeted(self, said: Sequence[str]) -> int:
        """How many words at the beginning only greet: three of "hello, good morning, I want to book"."""
        end = 0
        for _ in range(GREETINGS):
            at = self._greetings_by_first.get(said[end], ()) if end < len(said) else ()
            end += next((len(words) for words in at if tuple(said[end : end + len(words)]) == words), 0)
        return end

    def ungreeted(self, words: str) -> str:
        """The words without what only greets: "good morning" is no time of the day."""
        greeting = self.greeted(tokens(words))
        ends = (end for end in range(len(words)) if len(tokens(words[: end + 1])) > greeting)
        return words[next(ends, 0) :] if greeting else words

    @cached_property
    def _greetings_by_first(self) -> Mapping[str, Sequence[tuple[str, ...]]]:
        found: dict[str, list[tuple[str, ...]]] = {}
        for words in sorted(self.greetings, key=len, reverse=True):
            found.setdefault(words[0], []).append(words)
        return found

    def hits(self, said: Sequence[str]) -> dict[str, Hit]:
        """The intents that the words speak of, the likeliest first."""
        if len(said) > LONGEST:
            return {}
        own: dict[str, set[int]] = {}
        kept: dict[str, set[int]] = {}
        for start, phrase in self._found(said):
            (kept if phrase.kept else own).setdefault(phrase.intent, set()).update(
                range(start, start + len(phrase.tokens))
            )
        hits = {
            name: Hit(frozenset(own.get(name, ())), frozenset(kept.get(name, set()) - own.get(name, set())))
            for name in self.intents
            if name in own or name in kept
        }
        return dict(sorted(hits.items(), key=lambda hit: -hit[1].weight))

    def _found(self, said: Sequence[str]) -> Iterator[tuple[int, Phrase]]:
        for start, first in enumerate(said):
            for phrase in self._by_first.get(first, ()):
                if tuple(said[start : start + len(phrase.tokens)]) == phrase.tokens:
                    yield start, phrase

    def pointed(self, words: str) -> str:
        """The key that words point to: "option 2", "the second", "number two" -> "2"; empty where they do not."""
        said = normalise(words)
        if said in self.numbers:
            return self.numbers[said]
        rest = self._without_pointers(said)
        for pointer in self._glued:  # Chinese writes no space: 选项1, 2号
            rest = rest.removeprefix(pointer).removesuffix(pointer)
        return self.numbers.get(rest) or (rest if len(rest) <= 2 else "")

    def means_last(self, words: str) -> bool:
        """Whether the words point to the last of what is numbered: "the last one please"."""
        said = normalise(words)
        return said in self.last or self._without_pointers(said) in self.last

    def _without_pointers(self, said: str) -> str:
        parts = said.split()
        while len(parts) > 1 and parts[0] in self.pointers:
            del parts[0]
        while len(parts) > 1 and parts[-1] in self.pointers:
            del parts[-1]
        return " ".join(parts)

    @cached_property
    def _glued(self) -> Sequence[str]:
        chinese = (pointer for pointer in self.pointers if pointer and "\u3400" <= pointer[0] <= "\u9fff")
        return sorted(chinese, key=len, reverse=True)


def phrase_of(words: str) -> tuple[str, ...]:
    """A phrase as it is compared."""
    return tuple(tokens(words))

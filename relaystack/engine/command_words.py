"""Commands said in a few words: "stop please", "S.T.O.P", "remove me from your list, thank you".

A message is a command where every word of it belongs to a phrase of that command or has no weight. One word that means
anything else, and it is none: "stop, Joe can't come at five".
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from .lookalikes import alike, unboxed
from .text import CUT, normalise, tokens

LONGEST = 200  # characters: what is longer is a letter, not a command
_REPEATED = re.compile(r"(.)\1+")
_HAN = re.compile("[\u3400-\u9fff]")

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class CommandWords:
    """The words of `commands.yaml`: which are a command, and what may stand beside which commands."""

    exact: Mapping[str, str] = field(default_factory=dict)  # normalised words -> command
    beside: Mapping[str, Sequence[str]] = field(default_factory=dict)  # command -> words without weight beside it

    def read(self, words: str) -> str:
        """The command that the words are; empty where they are none."""
        plain = normalise(unboxed(words))
        return self.exact.get(plain) or self.exact.get(words.strip(), "") or self.with_more(plain)

    def with_more(self, plain: str) -> str:
        """The same where words of no weight may stand beside it."""
        said = [] if plain.endswith(CUT) else self._spelled(plain)
        return next((command for command in self.beside if self._is_all(said, command)), "") if said else ""

    def _is_all(self, said: Sequence[str], command: str) -> bool:
        """Whether phrases of the command, at least one, and words without weight are all that is said."""
        own, weightless = self._phrases[command]
        reached: dict[int, bool] = {0: False}  # how far the words are accounted for, and whether by one of its own
        for at in range(len(said)):
            if at not in reached:
                continue
            for phrases, counts in ((own, True), (weightless, False)):
                for phrase in phrases.get(said[at], ()):
                    end = at + len(phrase)
                    if tuple(said[at:end]) == phrase:
                        reached[end] = reached.get(end, False) or reached[at] or counts
        return reached.get(len(said), False)

    def _spelled(self, plain: str) -> list[str]:
        """The words as they are compared; none where one of them is unknown, or there are too many."""
        said: list[str] = []
        for token in tokens(plain) if len(plain) <= LONGEST else ():
            said.append(self._known(token))
            if not said[-1]:  # of most messages one of the first words says that they are none
                return []
        return list(_joined(said, self._vocabulary))

    def _known(self, token: str) -> str:
        """The word as it is compared, if it is one of ours or a single letter, which may begin one."""
        word = alike(token)
        return word if word in self._vocabulary or len(word) == 1 else self._squeezed.get(_squeeze(word), "")

    @cached_property
    def _phrases(self) -> Mapping[str, tuple[Mapping[str, Sequence[Phrase]], Mapping[str, Sequence[Phrase]]]]:
        """For every command its own phrases and those without weight, by their first word."""
        return {
            command: (_by_first(w for w, meant in self.exact.items() if meant == command), _by_first(beside))
            for command, beside in self.beside.items()
        }

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        found = (phrase for both in self._phrases.values() for by_first in both for phrase in by_first.values())
        return frozenset(token for phrases in found for phrase in phrases for token in phrase)

    @cached_property
    def _squeezed(self) -> Mapping[str, str]:
        """Words with each letter once, for those who write "stooop"."""
        return {_squeeze(word): word for word in sorted(self._vocabulary) if not word.isdecimal()}


def _squeeze(token: str) -> str:
    return _REPEATED.sub(r"\1", token)


def _joined(said: Sequence[str], known: frozenset[str]) -> Iterable[str]:
    """The words, letters that stand one by one put together where that gives a word: S.T.O.P."""
    at = 0
    while at < len(said):
        end = at
        while end < len(said) and len(said[end]) == 1 and not _HAN.match(said[end]):
            end += 1
        run = max(end - at, 1)
        word = "".join(said[at : at + run])
        yield from (word,) if word in known else said[at : at + run]
        at += run


def _by_first(phrases: Iterable[str]) -> Mapping[str, Sequence[Phrase]]:
    found: dict[str, list[Phrase]] = {}
    for words in phrases:
        phrase = tuple(alike(token) for token in tokens(words))
        if phrase:
            found.setdefault(phrase[0], []).append(phrase)
    return found

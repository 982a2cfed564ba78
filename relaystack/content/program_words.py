"""Which English words of a programme the chat says, and whether their translations hold the same numbers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from relaystack.engine.catalogue import Program

from .translatable import numbers

_AMOUNT = 3  # digits; shorter numbers of a translation may be words in English


def said(program: Program) -> dict[str, str]:
    """The words by where they stand in it; of a closed programme only why it is."""
    found = {"category": program.category, "name": program.name, "short": program.short}
    found |= {f"facts.{topic}": fact.words for topic, fact in program.facts.items()}
    found |= _of_open(program) if program.status == "open" else {"status_note": program.status_note}
    return {place: words for place, words in found.items() if words}


def ever_said(program: Program) -> set[str]:
    """The words, whether it is open or closed."""
    return {*said(program).values(), *said(replace(program, status="open")).values()}


def _of_open(program: Program) -> dict[str, str]:
    return {
        "presence": program.physical_presence, "family": program.dependants,
        **{f"cautions.{number}": words for number, words in enumerate(program.cautions)},
        **{f"routes.{number}": str(route["name"]) for number, route in enumerate(program.routes)},
    }  # fmt: skip


@dataclass(frozen=True)
class Clash:
    """A translation that holds other numbers than the English: those that it lacks, those that it has instead."""

    language: str
    english: str
    words: str
    lacks: frozenset[str]
    has: frozenset[str]


def clashes(terms: Mapping[str, Mapping[str, str]]) -> Iterator[Clash]:
    """The translations whose numbers are not those of the English."""
    for language, own in terms.items():
        for english, words in own.items():
            wanted, there = numbers(english), numbers(words)
            lacks = set() if "million" in english else wanted - there
            has = {number for number in there - wanted if len(number) >= _AMOUNT}
            if lacks or (has and "million" not in english):
                yield Clash(language, english, words, frozenset(lacks), frozenset(has))

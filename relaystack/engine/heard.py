"""What somebody's words mean to the bot, without answering them: for staff who cannot read them."""

from dataclasses import dataclass
from typing import Any

from . import asking, commands, handover, locale_formats, side_trips
from .events import Said
from .facts import Facts
from .flow import Book
from .intents import Wish
from .questions.asked import Asked
from .state import State
from .walk import Walk

_COMMANDS = frozenset({"stop", "start"})
_LISTS = ("ranked",)
_SIGNALS = frozenset({"interested", "call_me", "courtesy"})


@dataclass(frozen=True)
class Heard:
    """It in a word (`kind`), and about what: words in the language of who is told, programmes first.

    The kinds are rules of questions, `wish`, `stop`, `start`, and `handover` with the reason as what it is about.
    """

    kind: str
    about: tuple[str, ...] = ()
    company: str = ""  # the company's answer that is asked for
    program: str = ""
    people: int = 0
    budget: int = 0


def hear(book: Book, facts: Facts, words: str, tell: str = "en") -> Heard | None:
    """What the words ask, told in another language; None where they mean nothing to the bot."""
    walk, teller = Walk(book, State(), facts), _Teller(book, facts, tell)
    command = commands.read(book, Said(words))
    if command in _COMMANDS:
        return Heard(command)
    if reason := handover.reason(walk, Said(words), command):
        return Heard("handover", (reason,))
    asked = asking.question(walk, words)
    wish = None if asked and asking.is_sure(walk, asked, words) else side_trips.wish(walk, words)
    if asked and (not wish or asking.outweighs(asked, wish)):
        return teller.asked(asked, asking.topics(walk, asked, words))
    wish = wish or side_trips.amount(walk, words)
    return teller.wish(wish) if wish else None


class _Teller:
    """Names what was heard in the language of who is told."""

    def __init__(self, book: Book, facts: Facts, language: str) -> None:
        self._walk = Walk(book, State(), facts)
        self._walk.language = language

    def asked(self, asked: Asked, topics: tuple[str, ...]) -> Heard:
        """A question; of a list of many programmes only what is asked of it."""
        named = () if asked.rule in _LISTS else asked.programs
        one_country = asked.rule != "comparison" and len({program.country_code for program in named}) == 1 < len(named)
        about = [self._walk.term(one.country if one_country else one.short) for one in named]
        about += [self._place(asked.code)] if asked.code and not named else []
        about += [] if asked.rule in _SIGNALS else [self._walk.phrase(f"topics.{topic}") for topic in topics]
        program = asked.programs[0].id if named else ""
        return Heard(asked.rule, tuple(dict.fromkeys(about)), asked.company, program, asked.people, asked.budget)

    def wish(self, wish: Wish) -> Heard:
        """Something that the menu leads to as well, with what its words tell."""
        told = [said for name, value in wish.answers.items() if (said := self._told(name, value, wish))]
        program = str(wish.answers.get("programme", ""))
        amount = wish.answers.get(wish.intent.amount) if wish.intent.amount else None
        budget = amount if isinstance(amount, int) else 0
        return Heard("wish", (self._walk.phrase(f"intents.{wish.intent.name}"), *told), "", program, 0, budget)

    def _told(self, name: str, value: Any, wish: Wish) -> str:
        if name == "programme":
            found = self._walk.facts.catalogue.get(str(value))
            return self._walk.term(found.short) if found else ""
        if name == wish.intent.country and isinstance(value, dict):
            return self._place(str(value.get("code", "")))
        is_word = name in (wish.intent.place, wish.intent.keyword) and isinstance(value, str)
        return str(value) if is_word else ""

    def _place(self, code: str) -> str:
        """A country by its code, or a category by its name."""
        return locale_formats.territory(self._walk.language, code) if code.isupper() else self._walk.term(code)

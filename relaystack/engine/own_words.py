"""What the bot would say, for people to say it: a fact of a programme with its date, the company's own answers."""

from collections.abc import Sequence
from dataclasses import replace

from . import bidi
from .catalogue import Program
from .fact_words import Asker
from .facts import Facts
from .flow import Book
from .program_lists import words_for
from .state import State
from .walk import Walk

_TOPIC = "topics."


class OwnWords:
    """In one language, on one day; figures as guarded as when the bot says them."""

    def __init__(self, book: Book, facts: Facts, language: str) -> None:
        self._language = language if language in book.languages else book.languages[0]
        self._walk = Walk(book, State(), replace(facts, language=self._language))

    @property
    def language(self) -> str:
        """The one that they are in: that of the brand, where the bot does not speak the one that was asked for."""
        return self._language

    def topics(self, program: Program) -> Sequence[str]:
        """What there is to say of a programme."""
        topics = (key.removeprefix(_TOPIC) for key in self._walk.book.phrases if key.startswith(_TOPIC))
        return [topic for topic in topics if self.fact(program, topic)]

    def fact(self, program: Program, topic: str) -> str:
        """What there is to say on a topic; empty where nothing is known."""
        told = words_for(self._walk).told(program, topic, Asker())
        if not told:
            return ""
        name, title = self._walk.term(program.short), self._walk.phrase(f"topics.{topic}")
        return self._aligned(f"{self._walk.phrase('facts.heading', name=name, topic=title)}\n{told}")

    def company(self, name: str) -> str:
        """The company's answer to a question about itself; empty where there is none."""
        answer = self._walk.book.company.get(name)
        return self._aligned(answer.words.fill(self._language, {"brand": self._walk.brand})) if answer else ""

    def _aligned(self, words: str) -> str:
        return bidi.aligned(words, self._language)

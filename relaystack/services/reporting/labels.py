"""What the numbers are of, as staff call it: topics, programmes, countries, flows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from babel import Locale

from relaystack.engine.catalogue import Catalogue
from relaystack.engine.flow import Book

_ENGLISH = Locale("en")
_CAME = {
    "stopped": "said stop", "started": "wanted messages again", "handed_over": "handed over to a person",
    "quiet": "the bot fell silent", "event": "nobody wrote", "silent": "nothing was said", "answered": "answered",
    "unanswered": "not answered", "miss": "not understood", "option": "chose an option",
    "given": "answered what was asked", "shown": "was shown something", "said": "was told something",
}  # fmt: skip
_WHY = {
    "asked": "asked for a person", "words": "a complaint, or words for a person", "media": "sent a file",
    "misses": "was not understood three times", "loop": "wrote without meaning, again and again",
}  # fmt: skip


@dataclass(frozen=True)
class Labels:
    """Of one version of the content; `members` are the names of who writes for us."""

    book: Book
    catalogue: Catalogue
    members: Mapping[str, str] = field(default_factory=dict)

    def topic(self, code: str) -> str:
        """A topic of questions, or a question of the company."""
        words = self.book.phrases.get(f"topics.{code}")
        taught = self.book.company.get(code)
        return words.fill("en", {}) if words else (taught.title if taught else "") or _plain(code)

    def program(self, code: str) -> str:
        """A programme."""
        found = self.catalogue.get(code)
        return f"{found.country}: {found.name}" if found else code or "no programme named"

    def country(self, code: str) -> str:
        """A country by its ISO code."""
        return str(_ENGLISH.territories.get(code, code)) if code else "not known"

    def language(self, code: str) -> str:
        """A language."""
        return str(_ENGLISH.languages.get(code, code)) if code else "none chosen"

    def member(self, key: str) -> str:
        """Who of us."""
        return self.members.get(key, key or "not known")

    def flow(self, name: str) -> str:
        """A flow, or a step of one."""
        return _plain(name.rpartition(".")[2])

    def why(self, reason: str) -> str:
        """Why somebody needed a person."""
        return _WHY.get(reason, _plain(reason))

    def came(self, came: str) -> str:
        """What came of a turn."""
        return _CAME.get(came, _plain(came))

    def other(self, word: str) -> str:
        """A word of Meta's, or of the lead."""
        return _plain(word)

    def of(self, name: str) -> Callable[[str], str]:
        """How the first thing that a number is of is called."""
        by_name: Mapping[str, Callable[[str], str]] = {
            "questions": self.topic, "interest": self.program, "languages": self.language, "flows": self.flow,
            "reached": self.flow, "left": self.flow, "handovers": self.why, "turns": self.came,
            "replies": self.member, "first_replies": self.member, "failures": str,
        }  # fmt: skip
        return by_name.get(name, self.other)


def _plain(code: str) -> str:
    return code.replace("_", " ").capitalize() if code else "not said"

"""Conversations in languages that not all of us speak: which one a message is in, what it asks, what we can say in it.

It is worked out when somebody reads it, and kept nowhere.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from relaystack.engine.catalogue import Program
from relaystack.engine.facts import Facts
from relaystack.engine.heard import Heard, hear
from relaystack.engine.own_words import OwnWords
from relaystack.engine.phones import country_of
from relaystack.models import BOT, ConsultingHours, Direction

from ..conversations.talks import ConversationSettings

OURS = "en"  # of these pages: who reads them reads it
_FACT, _COMPANY = "fact", "company"
_WORDS = frozenset({"text", "image", "video", "document"})  # kinds of messages that people write words in


def read_by(connection: Connection, member_id: int | None) -> frozenset[str]:
    """The languages that a member reads: that of the pages, and those in which they consult."""
    theirs = select(ConsultingHours.languages).where(ConsultingHours.member_id == member_id)
    return frozenset({OURS, *(connection.scalar(theirs) or ())})


def mark(
    connection: Connection, settings: ConversationSettings, person: Mapping[str, Any], items: Sequence[dict[str, Any]],
    member_id: int | None,
) -> None:  # fmt: skip
    """Put beside each message which language it is in, and what it asks where its reader does not read that."""
    reads, facts = read_by(connection, member_id), _facts(connection, settings, person)
    for one in items:
        if one["what"] == "message":
            one["language"] = _language(settings, person, facts.country, one)
            one["heard"] = None if one["language"] in reads else _heard(settings, facts, one)


def _language(settings: ConversationSettings, person: Mapping[str, Any], country: str, one: Mapping[str, Any]) -> str:
    """By its words; else the person's, for what they wrote and what the bot said. Empty where that is not plain."""
    told = settings.book.language_words.told(one["message"], country)
    is_theirs = one["direction"] == Direction.INCOMING or one["author"] == BOT
    return told or (person["language"] or "" if is_theirs else "")


def _heard(settings: ConversationSettings, facts: Facts, one: Mapping[str, Any]) -> Heard | None:
    is_said = one["direction"] == Direction.INCOMING and one["kind"] in _WORDS and one["language"]
    return hear(settings.book, facts, one["message"], OURS) if is_said else None


class Shelf:
    """Facts of programmes and the company's answers, in the language of who reads them and of who is written to."""

    def __init__(self, connection: Connection, settings: ConversationSettings, person: Mapping[str, Any]) -> None:
        facts = _facts(connection, settings, person)
        self.programs: Sequence[Program] = list(facts.catalogue)
        self._book, self._find = settings.book, facts.catalogue.get
        self.ours = OwnWords(settings.book, facts, OURS)
        self.theirs = OwnWords(settings.book, facts, person["language"] or "")

    def of(self, program: str) -> list[tuple[str, str, str]]:
        """All there is to say of a programme: the name of each, and it in both languages."""
        found = self._find(program)
        topics = self.theirs.topics(found) if found else ()
        return [self._both(f"{_FACT}:{program}:{topic}") for topic in topics]

    def company(self) -> list[tuple[str, str, str]]:
        """All that the company answers about itself."""
        return [self._both(f"{_COMPANY}:{name}") for name in self._book.company]

    def said(self, name: str) -> str:
        """What is to be written to the person; empty where there is no such thing, or no more."""
        return self._said(self.theirs, name)

    def _both(self, name: str) -> tuple[str, str, str]:
        return name, self._said(self.ours, name), self._said(self.theirs, name)

    def _said(self, own: OwnWords, name: str) -> str:
        kind, _, rest = name.partition(":")
        id, _, topic = rest.partition(":")
        program = self._find(id) if kind == _FACT else None
        if program:
            return own.fact(program, topic) if f"topics.{topic}" in self._book.phrases else ""
        return own.company(rest) if kind == _COMPANY else ""


def _facts(connection: Connection, settings: ConversationSettings, person: Mapping[str, Any]) -> Facts:
    country, office = country_of(person["phone"]), settings.schedule.get(connection).hours(settings.house.zone)
    return Facts(
        datetime.now(UTC), settings.catalogue.get(connection), can=settings.can, language=person["language"],
        country=country, office=office,
    )  # fmt: skip

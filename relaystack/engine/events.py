"""What may wake a conversation: a message, a tap, or something that was waited for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .text import READ


@dataclass(frozen=True)
class Said:
    """Words the person typed."""

    words: str


@dataclass(frozen=True)
class Tapped:
    """A button or list row the person tapped; only the id counts, the title is for the record."""

    id: str
    title: str = ""


@dataclass(frozen=True)
class Shared:
    """Something that is not words: a picture, a voice note, a location."""

    kind: str


PASSED_ON = ("image", "video", "audio", "voice", "document")  # kinds of files that the consultants are told of


@dataclass(frozen=True)
class Opened:
    """The person opened the chat for the first time, without a word."""


@dataclass(frozen=True)
class JobsFound:
    """The result of a job search, for the step that asked for it (`flow.step`)."""

    place: str
    result: Mapping[str, Any]


@dataclass(frozen=True)
class CalendarAnswered:
    """Which times are free, or what became of a booking, for the step that asked for it (`flow.step`)."""

    place: str
    result: Mapping[str, Any]


@dataclass(frozen=True)
class PaymentSettled:
    """What became of the payment for an appointment, or of a wait for one, for the step that books (`flow.step`)."""

    place: str
    result: Mapping[str, Any]


@dataclass(frozen=True)
class FellSilent:
    """Nobody has written since a question was asked at that place (`flow.step`), so many minutes ago."""

    place: str
    minutes: int


@dataclass(frozen=True)
class HandedBack:
    """Staff have given the conversation back to the bot."""


ByPerson = Said | Tapped | Shared | Opened
Incoming = ByPerson | JobsFound | CalendarAnswered | PaymentSettled | FellSilent | HandedBack


def bounded(incoming: Incoming) -> Incoming:
    """The same with no more of a customer's words than a turn reads."""
    match incoming:
        case Said(words):
            return Said(words[:READ])
        case Tapped(id, title):
            return Tapped(id[:READ], title[:READ])
    return incoming

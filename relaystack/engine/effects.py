"""What a turn wants done in the business, by name; services carry it out."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True)
class CaptureLead:
    """What the person told us that the consultants should know; empty fields change nothing.

    `work` is the kind of work that is looked for, `reached` the programmes that the budget reaches. With `notify` the
    consultants get an e-mail about it.
    """

    name: str = ""
    email: str = ""
    interest: str = ""
    budget: int | None = None
    country: str = ""
    work: str = ""
    reached: str = ""
    notify: bool = False
    shown: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class SearchJobs:
    """Look for openings in a country, with a `keyword` and a `location` in it where they were said.

    They come back to `place` as JobsFound, in the person's `tongue` where Careerjet speaks it; `after` is where to
    go on, from what was found before.
    """

    country: str
    name: str
    place: str
    keyword: str = ""
    location: str = ""
    after: int = 0
    tongue: str = ""


@dataclass(frozen=True)
class SendDocument:
    """Turn the turn's message into a document with these words as its caption."""

    link: str
    filename: str


@dataclass(frozen=True)
class HandOver:
    """A person is needed: consultants take the conversation, and the bot is silent. `reason` names why, in a word."""

    reason: str


@dataclass(frozen=True)
class Speak:
    """The person wants this language from now on."""

    language: str


@dataclass(frozen=True)
class NoteUnanswered:
    """Words that nothing was found for, where they were said, and what was offered instead."""

    words: str
    place: str
    offered: tuple[str, ...] = ()


@dataclass(frozen=True)
class FellQuiet:
    """The bot says no more to this person for now, and the consultants should know. `reason` names why, in a word."""

    reason: str


@dataclass(frozen=True)
class WakeUp:
    """Come back as FellSilent after so many minutes, unless the person writes before."""

    minutes: int
    place: str


@dataclass(frozen=True)
class OptOut:
    """No more messages to this person until they say start."""


@dataclass(frozen=True)
class OptIn:
    """The person wants messages again."""


Effect = (
    CaptureLead | SearchJobs | SendDocument | HandOver | Speak | NoteUnanswered | FellQuiet | WakeUp | OptOut | OptIn
)

# What a flow may name after `do`, and which of its arguments the flow gives (the engine fills in the rest).
EFFECTS: dict[str, type[CaptureLead] | type[SearchJobs] | type[SendDocument] | type[HandOver] | type[Speak]] = {
    "capture_lead": CaptureLead,
    "search_jobs": SearchJobs,
    "send_document": SendDocument,
    "hand_over": HandOver,
    "speak": Speak,
}
FILLED_BY_ENGINE = frozenset({"shown", "place", "tongue"})


def arguments_of(name: str) -> frozenset[str]:
    """The arguments a flow may give to the effect `name`."""
    return frozenset(f.name for f in fields(EFFECTS[name])) - FILLED_BY_ENGINE

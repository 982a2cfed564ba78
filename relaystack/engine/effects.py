"""What a turn wants done in the business, by name; services carry it out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, get_args

from .events import CalendarAnswered, JobsFound


class Named:
    """How content speaks of an effect; nothing can be one without it.

    `line` names it in transcripts (`! lead`), which leave out what is `untold`. `do` is what a flow names, where it
    may want the effect; the arguments `by_engine` it does not give.
    """

    line: ClassVar[str]
    do: ClassVar[str]
    by_engine: ClassVar[frozenset[str]]
    untold: ClassVar[frozenset[str]]

    def __init_subclass__(
        cls, *, line: str, do: str = "", by_engine: Iterable[str] = (), untold: Iterable[str] = ()
    ) -> None:
        cls.line, cls.do = line, do
        cls.by_engine, cls.untold = frozenset(by_engine), frozenset(untold)


@dataclass(frozen=True)
class CaptureLead(Named, line="lead", do="capture_lead", by_engine=("shown",), untold=("shown", "reached", "notify")):
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
class SearchJobs(
    Named, line="search_jobs", do="search_jobs", by_engine=("place", "language"), untold=("place", "language")
):
    """Look for openings in a country, with a `keyword` and a `location` in it where they were said.

    They come back to `place` as JobsFound, in the person's `language` where Careerjet speaks it; `after` is where to
    go on, from what was found before.
    """

    country: str
    name: str
    place: str
    keyword: str = ""
    location: str = ""
    after: int = 0
    language: str = ""

    def found(self, result: Mapping[str, Any]) -> JobsFound:
        """What comes back to the conversation when that is the result."""
        about = ("country", "name", "keyword", "location")
        return JobsFound(self.place, {**result, **{name: getattr(self, name) for name in about}})

    @staticmethod
    def language_of(payload: Mapping[str, Any]) -> str:
        """The language of a search as the outbox keeps it; up to 0.2.0 it stood under `tongue`."""
        return str(payload.get("language") or payload.get("tongue") or "")


class OfCalendar:
    """What the calendar answers at once: the answer comes back to `place`."""

    place: str

    def answered(self, result: Mapping[str, Any]) -> CalendarAnswered:
        """What comes back to the conversation when that is the result."""
        return CalendarAnswered(self.place, result)


@dataclass(frozen=True)
class FindTimes(
    Named, OfCalendar, line="find_times", do="find_times", by_engine=("place", "language"), untold=("place", "language")
):
    """Look for free times of the consultants: the next ones, those `after` a moment, or near what is wished for.

    `wish` is a day, a time or a part of the day, as `time_wishes` reads it. With `booking` that appointment is to be
    moved; without, the one that the person has is answered instead. `zone` is where the person says that they live.
    """

    place: str
    wish: Mapping[str, str] | None = None
    after: str = ""
    booking: int = 0
    zone: str = ""
    language: str = ""


@dataclass(frozen=True)
class BookTime(Named, OfCalendar, line="book_time", do="book_time", by_engine=("place",), untold=("place",)):
    """Book a time that was offered, or move the `booking` there that has this `version`.

    With `HELD` for a time, what the waiting list holds for them is taken.
    """

    place: str
    time: str
    booking: int = 0
    version: int = 0


@dataclass(frozen=True)
class CancelBooking(
    Named, OfCalendar, line="cancel_booking", do="cancel_booking", by_engine=("place",), untold=("place",)
):
    """Cancel the booking, unless it is another version by now."""

    place: str
    booking: int
    version: int


@dataclass(frozen=True)
class WaitForTime(
    Named, OfCalendar, line="wait_for_time", do="wait_for_time", by_engine=("place", "language"),
    untold=("place", "language"),
):  # fmt: skip
    """Write to them when a time becomes free that fits the `wish`; with `stop`, do so no more."""

    place: str
    wish: Mapping[str, str] | None = None
    stop: bool = False
    language: str = ""


HELD = "held"  # names the time that the waiting list holds, in the place of one that was offered
CalendarEffect = FindTimes | BookTime | CancelBooking | WaitForTime


@dataclass(frozen=True)
class SendDocument(Named, line="send_document", do="send_document"):
    """Turn the turn's message into a document with these words as its caption."""

    link: str
    filename: str


@dataclass(frozen=True)
class HandOver(Named, line="hand_over", do="hand_over"):
    """A person is needed: consultants take the conversation, and the bot is silent. `reason` names why, in a word."""

    reason: str


@dataclass(frozen=True)
class Speak(Named, line="speak", do="speak"):
    """The person wants this language from now on."""

    language: str


@dataclass(frozen=True)
class NoteUnanswered(Named, line="unanswered", untold=("place", "offered")):
    """Words that nothing was found for, where they were said, and what was offered instead."""

    words: str
    place: str
    offered: tuple[str, ...] = ()


@dataclass(frozen=True)
class TellStaff(Named, line="tell_staff"):
    """Somebody asked for what only people can do: the consultants read these words, whatever comes next."""

    words: str


@dataclass(frozen=True)
class FellQuiet(Named, line="fell_quiet"):
    """The bot says no more to this person for now, and the consultants should know. `reason` names why, in a word."""

    reason: str


@dataclass(frozen=True)
class WakeUp(Named, line="wake_up", untold=("place",)):
    """Come back as FellSilent after so many minutes, unless the person writes before."""

    minutes: int
    place: str


@dataclass(frozen=True)
class OptOut(Named, line="opt_out"):
    """No more messages to this person until they say start."""


@dataclass(frozen=True)
class OptIn(Named, line="opt_in"):
    """The person wants messages again."""


# What comes of a turn besides its message. Whoever carries effects out names each: mypy tells of one that is left out.
Effect = (
    CaptureLead | SearchJobs | FindTimes | BookTime | CancelBooking | WaitForTime | HandOver | Speak | NoteUnanswered
    | TellStaff | FellQuiet | WakeUp | OptOut | OptIn
)  # fmt: skip
# What a flow may name after `do`; what is in no message comes of the turn.
EFFECTS: dict[str, type[Effect | SendDocument]] = {type.do: type for type in get_args(Effect | SendDocument) if type.do}


def arguments_of(name: str) -> frozenset[str]:
    """The arguments a flow may give to the effect `name`; the engine fills in the rest."""
    return frozenset(f.name for f in fields(EFFECTS[name])) - EFFECTS[name].by_engine

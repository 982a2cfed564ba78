"""What holds for a person besides their conversation's state: what a turn may know of it, and what effects make of it.

Worked out here for all who take turns: the bot, rehearsals and replays.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, assert_never

from .effects import (
    BookTime,
    CalendarEffect,
    CancelBooking,
    CaptureLead,
    Effect,
    FellQuiet,
    FindTimes,
    HandOver,
    NoteUnanswered,
    OptIn,
    OptOut,
    SearchJobs,
    Speak,
    TellStaff,
    WaitForTime,
    WakeUp,
)
from .facts import Facts
from .lead_rules import LeadRules


@dataclass(frozen=True)
class Circumstances:
    """What holds for one person; what is named as in `Facts` means the same.

    `last` is when they wrote last, `search` the job search that they wait for, `asked` what the
    calendar is asked, `wakes` when they are looked after
    unless they write before, and by which effect.
    """

    last: datetime | None = None
    opted_out: bool = False
    handed_over: bool = False
    language: str | None = None
    country: str = ""
    zone: str = ""
    known: Mapping[str, Any] = field(default_factory=dict)
    search: SearchJobs | None = None
    asked: CalendarEffect | None = None
    wakes: tuple[datetime, WakeUp] | None = None

    def facts(self, here: Facts, at: datetime) -> Facts:
        """What a turn may know that is woken by something of then; `here` is what holds for everybody."""
        return replace(
            here,
            idle=None if self.last is None else max(at - self.last, timedelta()),
            opted_out=self.opted_out,
            handed_over=self.handed_over,
            language=self.language,
            country=self.country,
            zone=self.zone,
            known=self.known,
        )

    def written(self, at: datetime) -> "Circumstances":
        """The same once the person has written: whoever wanted to look after them need not."""
        return replace(self, last=max(at, self.last or at), wakes=None)

    def after(self, effects: Iterable[Effect], rules: LeadRules, now: datetime) -> "Circumstances":
        """The same once these effects have been carried out."""
        person = self
        for effect in effects:
            person = person._after(effect, rules, now)
        return person

    def _after(self, effect: Effect, rules: LeadRules, now: datetime) -> "Circumstances":
        match effect:
            case CaptureLead():
                return replace(self, known={**self.known, **rules.news(effect, self.known)})
            case SearchJobs():
                return replace(self, search=effect)
            case FindTimes() | BookTime() | CancelBooking() | WaitForTime():
                return replace(self, asked=effect)
            case WakeUp(minutes):
                return replace(self, wakes=(now + timedelta(minutes=minutes), effect))
            case HandOver():
                return replace(self, handed_over=True, wakes=None)
            case OptOut():
                return replace(self, opted_out=True, wakes=None)
            case OptIn():
                return replace(self, opted_out=False)
            case Speak(language):
                return replace(self, language=language)
            case NoteUnanswered() | TellStaff() | FellQuiet():
                return self  # for the staff alone
            case _:
                assert_never(effect)

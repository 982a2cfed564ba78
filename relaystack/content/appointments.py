"""How `appointments.yaml` is read; a folder without it reminds nobody."""

from datetime import time
from pathlib import Path

from pydantic import Field, ValidationError

from relaystack.engine.appointment_rules import (
    LONGEST,
    LONGEST_BUFFER,
    LONGEST_NOTICE,
    AppointmentRules,
    FirstHours,
)
from relaystack.engine.office_hours import DAYS, SPANS, Span, follow_one_another
from relaystack.engine.payments import fee_of
from relaystack.engine.phone_zones import known_zones

from .errors import ContentError, advice, fault
from .shapes import Shape
from .yaml_lines import line_of, read_yaml

FILE = "appointments.yaml"
QUARTER = 15  # minutes


class RemindersShape(Shape):
    """Who is reminded: by which template a day before, and whether once more an hour before."""

    day_before: str = ""
    hour_before: bool = False


class ChangesShape(Shape):
    """The templates by which people hear what staff have changed when they have not written for 24 hours."""

    moved: str = ""
    cancelled: str = ""


class WaitingShape(Shape):
    """The template that offers a time to whoever waits for one and has not written for 24 hours."""

    freed: str = ""


class FirstShape(Shape):
    """What the form proposes for a colleague of whom nothing is set yet."""

    zone: str = ""
    hours: dict[str, list[str]] = Field(default_factory=dict)
    minutes: int = Field(default=30, gt=0, le=LONGEST, multiple_of=QUARTER)
    buffer_minutes: int = Field(default=0, ge=0, le=LONGEST_BUFFER, multiple_of=QUARTER)
    notice_minutes: int = Field(default=120, ge=0, le=LONGEST_NOTICE)
    fee: str = ""
    currency: str = ""

    def read(self) -> FirstHours:
        """The same, checked. Raises ValueError with what to write."""
        if self.zone and self.zone not in known_zones():
            raise ValueError(f"there is no time zone {self.zone!r}; write one like Asia/Dubai")
        if unknown := self.hours.keys() - set(DAYS):
            raise ValueError(f"there is no day {min(unknown)!r}; the days are {', '.join(DAYS)}")
        week = tuple(_spans(day, self.hours.get(day, [])) for day in DAYS)
        fee = fee_of(self.fee, self.currency)
        return FirstHours(self.zone, week, self.minutes, self.buffer_minutes, self.notice_minutes, fee)


class AppointmentsShape(Shape):
    """`appointments.yaml` as a whole."""

    reminders: RemindersShape = RemindersShape()
    changes: ChangesShape = ChangesShape()
    waiting: WaitingShape = WaitingShape()
    first: FirstShape = FirstShape()


def load_appointments(file: Path) -> AppointmentRules:
    """What the file says; raises ContentError with all that is wrong with it."""
    data = read_yaml(file) if file.exists() else {}
    try:
        shape = AppointmentsShape.model_validate(data or {})
    except ValidationError as error:
        raise ContentError(
            [
                fault(file, line_of(data, one["loc"]), f"{'.'.join(map(str, one['loc']))}: {advice(one)}")
                for one in error.errors()
            ]
        ) from None
    try:
        first = shape.first.read()
    except ValueError as odd:
        raise ContentError([fault(file, line_of(data, ("first",)), f"first: {odd}")]) from None
    reminders, changes = shape.reminders, shape.changes
    return AppointmentRules(
        reminders.day_before, reminders.hour_before, changes.moved, changes.cancelled, shape.waiting.freed, first
    )


def _spans(day: str, written: list[str]) -> tuple[Span, ...]:
    """The hours of a day. Raises ValueError."""
    wrong = ValueError(f'{day}: write up to {SPANS} like "09:00-17:00", in quarters of an hour, one after the other')
    try:
        ends = [[time.fromisoformat(end.strip()) for end in span.split("-")] for span in written]
        spans = tuple((begins, until) for begins, until in ends)
    except ValueError:
        raise wrong from None
    if not follow_one_another(spans) or any(at.minute % QUARTER or at.second for span in spans for at in span):
        raise wrong
    return spans

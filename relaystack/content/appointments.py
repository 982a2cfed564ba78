"""How `appointments.yaml` is read; a folder without it reminds nobody."""

from pathlib import Path

from pydantic import ValidationError

from relaystack.engine.appointment_rules import AppointmentRules

from .errors import ContentError, advice, fault
from .shapes import Shape
from .yaml_lines import line_of, read_yaml

FILE = "appointments.yaml"


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


class AppointmentsShape(Shape):
    """`appointments.yaml` as a whole."""

    reminders: RemindersShape = RemindersShape()
    changes: ChangesShape = ChangesShape()
    waiting: WaitingShape = WaitingShape()


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
    reminders, changes = shape.reminders, shape.changes
    return AppointmentRules(
        reminders.day_before, reminders.hour_before, changes.moved, changes.cancelled, shape.waiting.freed
    )

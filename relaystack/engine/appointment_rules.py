"""What the content says of appointments: what people are told beside the chat, and how they are booked at first."""

from dataclasses import dataclass

from .office_hours import NO_WEEK, Week
from .payments import Fee

VALUES = ("first_name", "day", "time", "who")  # what templates of appointments may say
LONGEST, LONGEST_BUFFER, LONGEST_NOTICE = 240, 120, 14 * 24 * 60  # minutes


@dataclass(frozen=True)
class FirstHours:
    """What the form proposes for a colleague of whom nothing is set yet; without a zone the office's."""

    zone: str = ""
    week: Week = NO_WEEK
    minutes: int = 30
    buffer_minutes: int = 0
    notice_minutes: int = 120
    fee: Fee | None = None


@dataclass(frozen=True)
class AppointmentRules:
    """The templates by name: a day before, and when staff have moved or cancelled something, or a time that
    somebody waits for is `freed`, outside of 24 hours.

    `hour_before`: whoever has written within 24 hours is reminded once more, in the chat.
    """

    day_before: str = ""
    hour_before: bool = False
    moved: str = ""
    cancelled: str = ""
    freed: str = ""
    first: FirstHours = FirstHours()

    @property
    def templates(self) -> tuple[str, ...]:
        """All that are named."""
        return tuple(name for name in (self.day_before, self.moved, self.cancelled, self.freed) if name)

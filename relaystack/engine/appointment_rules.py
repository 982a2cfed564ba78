"""What people are told of their appointments beside the chat, as the content says; without a word of it, nothing."""

from dataclasses import dataclass

VALUES = ("first_name", "day", "time", "who")  # what templates of appointments may say


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

    @property
    def templates(self) -> tuple[str, ...]:
        """All that are named."""
        return tuple(name for name in (self.day_before, self.moved, self.cancelled, self.freed) if name)

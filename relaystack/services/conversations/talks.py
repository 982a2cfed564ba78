"""What the conversations of a transaction work with, and what they leave to be written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from relaystack.content.served import ServedContent
from relaystack.engine.events import CalendarAnswered
from relaystack.engine.flow import Book
from relaystack.engine.house import House
from relaystack.engine.state import State
from relaystack.errors import DeliveryError

from ..bookings import letters
from ..bookings.hours import OpenForBookings
from ..bookings.payments import Terms
from ..bookings.ways import Ways
from ..catalogue.programs import CatalogueCache
from ..contacts.identification import Person
from ..office.schedule import ScheduleCache


@dataclass(frozen=True)
class Bounds:
    """What one person may have: answers and files a day, questions that nobody has dealt with."""

    answers: int = 300
    files: int = 50
    questions: int = 50


@dataclass(frozen=True)
class ConversationSettings:
    """What conversations need besides the database: the content, the catalogue, what can be done here.

    It holds one version of the content: who begins a transaction asks for it anew, and keeps it until the end.
    """

    content: ServedContent
    catalogue: CatalogueCache
    timeout: timedelta
    can: frozenset[str]
    meaning: Callable[[int, str], DeliveryError]  # of an error code that comes in a status
    site: str = ""  # where staff find our pages
    business_app: bool = False  # staff answer from WhatsApp's app with the bot's own number
    role: str = ""  # ours among the responders of the WhatsApp account
    bounds: Bounds = field(default_factory=Bounds)
    moment: timedelta = timedelta()  # what a person writes within it is answered together
    schedule: ScheduleCache = field(default_factory=ScheduleCache)
    bookings: OpenForBookings = field(default_factory=OpenForBookings)
    free_messages: int = 1000  # of the class service, that Meta takes nothing for in a month
    hold: timedelta = timedelta(minutes=20)  # of a time that is to be paid for
    cost_alarm: int = 0  # US dollars of a day from which on staff hear of it; 0: never

    @property
    def book(self) -> Book:
        """The flow book."""
        return self.content.book

    @property
    def quiet(self) -> timedelta:
        """How long nobody may write after a hand-over before the bot has the conversation again."""
        return timedelta(minutes=self.book.handover.quiet_minutes)

    @cached_property
    def terms(self) -> Terms:
        """How payments are taken."""
        return Terms(self.hold, str(self.book.brand["name"]))

    @cached_property
    def ways(self) -> Ways:
        """How people hear of appointments besides the chat."""
        return Ways(self.site, self.book if letters.CARRIER in self.can else None)

    @cached_property
    def house(self) -> House:
        """What mails and pages for staff have in common."""
        return House.of(self.book.brand, self.site, business_app=self.business_app)


@dataclass
class Talk:
    """One person's conversation during a transaction."""

    person: Person
    state: State
    last_activity: datetime | None
    known: Mapping[str, Any]
    has_timer: bool = False
    touched: bool = False
    answers: Mapping[str, Any] = field(default_factory=dict)  # all that were given by this turn, half-filled ones too
    answered: CalendarAnswered | None = None  # what the calendar said to this turn
    unread: Mapping[str, str] = field(default_factory=dict)  # the message that no reply of this turn marks as read

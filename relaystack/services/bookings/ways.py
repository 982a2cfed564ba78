"""How those whom it concerns hear of an appointment, besides the chat."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from relaystack.engine.flow import Book

from ..contacts.identification import Person
from . import letters, news
from .bookings import Booking
from .clocks import Clock
from .happened import Happened, Hear, nobody


@dataclass(frozen=True)
class Ways:
    """Where our pages are, the words of e-mails, if people get any, and CRMs."""

    site: str = ""
    mails: Book | None = None
    hear: Hear = nobody

    def tell(
        self, connection: Connection, person: Person, clock: Clock, before: Booking | None, after: Booking, key: str,
        now: datetime, by: int | None,
    ) -> None:  # fmt: skip
        """Have them hear of it, with a file for their calendars; not the member `by`."""
        self.hear(Happened.to(before, after))
        news.tell(connection, before, after, key, now, by, self.site)
        if self.mails:
            letters.post(connection, person, self.mails, after, key, clock.said, now)


NO_WAYS = Ways()

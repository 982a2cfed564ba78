"""What each turn came to, a row each, and the numbers of each day that outlive these rows."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigId


class TurnTaken(Base):
    """One turn of the bot, or (`by`) an answer of a person of ours to somebody who waited.

    `came` is what came of it (`engine/outcome.py`), `about` of what: a reason, an option, a rule. `waited_since` is
    the first of the words that such an answer is to; `is_first` says that it is the first since the hand-over.
    """

    __tablename__ = "turns"
    __table_args__ = (Index(None, "at", postgresql_using="brin"), Index(None, "contact_id"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    contact_id: Mapped[int] = mapped_column(BigId)  # no foreign key: contacts stay, and each message would pay for it
    at: Mapped[datetime]
    by: Mapped[str | None]  # an author of messages; None: the bot
    came: Mapped[str]
    about: Mapped[str | None]
    topic: Mapped[str | None]
    program: Mapped[str | None]
    flow: Mapped[str | None]  # that was walked, or stood in
    place_before: Mapped[str | None]
    place_after: Mapped[str | None]
    version: Mapped[int | None]  # of the flow in which the person is now
    language: Mapped[str | None]
    replies: Mapped[int | None]  # messages that left for it; what Meta takes for them stands with each message
    waited_since: Mapped[datetime | None]
    is_first: Mapped[bool | None]


class DailyNumber(Base):
    """How much of something there was on one day of the company; what `a`, `b` and `c` are, each name says itself."""

    __tablename__ = "daily_numbers"

    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    a: Mapped[str] = mapped_column(primary_key=True)
    b: Mapped[str] = mapped_column(primary_key=True)
    c: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(BigId)  # fees are sums of hundredths


class RolledDay(Base):
    """A day that was counted: what was there at `counted_at`."""

    __tablename__ = "rolled_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    counted_at: Mapped[datetime]

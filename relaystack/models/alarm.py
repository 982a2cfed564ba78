"""What is wrong by now that staff hear of, and in which weeks they got their report."""

from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class AlarmState(Base):
    """One thing that is wrong since then, and when staff were told of it last; the row goes when all is well again."""

    __tablename__ = "alarm_states"

    name: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]
    told_at: Mapped[datetime | None]


class WeeklyReport(Base):
    """A week, by its Monday, whose report was made: whoever adds the row makes it."""

    __tablename__ = "weekly_reports"

    week: Mapped[date] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]


class AccountWord(Base):
    """What Meta last said of our number (`number/15550783881`) or account, and until when it holds: then it is over."""

    __tablename__ = "account_words"

    name: Mapped[str] = mapped_column(primary_key=True)
    word: Mapped[str]
    at: Mapped[datetime]
    until: Mapped[datetime]

"""What staff have taught the bot to answer."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigId


class TaughtAnswerRow(Base):
    """An answer: by language how it is asked for (`asks`, phrases as in `questions/`) and what is said (`say`).

    `name` is what turns and numbers know it by; `version` grows with each change, and tells processes to read it again.
    """

    __tablename__ = "taught_answers"
    __table_args__ = (UniqueConstraint("name"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str]
    title: Mapped[str]
    asks: Mapped[dict[str, Any]]
    say: Mapped[dict[str, Any]]
    leads: Mapped[str]
    tell: Mapped[bool]
    served: Mapped[bool]
    version: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

"""What staff have written for later."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigId

_PENDING = text("ended_at IS NULL")


class PlannedMessage(Base):
    """A message that is to go at a time. What becomes of it is decided then, and stays here with the reason.

    `key` names its message once it goes. `template` goes instead where the 24 hours are over: name, language, values.
    """

    __tablename__ = "planned_messages"
    __table_args__ = (
        Index(None, "contact_id", "id"),
        Index(None, "due_at", sqlite_where=_PENDING, postgresql_where=_PENDING),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    key: Mapped[str] = mapped_column(unique=True)
    text: Mapped[str]
    template: Mapped[dict[str, Any] | None]
    due_at: Mapped[datetime]
    author: Mapped[str]
    author_name: Mapped[str]
    heard_id: Mapped[int] = mapped_column(BigId)  # the person's last message by then: one that comes later voids it
    planned_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]  # sent, dropped or taken back
    outcome: Mapped[str | None]
    reason: Mapped[str | None]  # why it was dropped, in words

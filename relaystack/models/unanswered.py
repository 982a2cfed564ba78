"""What people wanted, and nothing was found for."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigId, Json


class Unanswered(Base):
    """Words that nothing was found for, where they were said, and what was offered instead. Open until `resolved_at`.

    `alike` is the words without case and signs: what is equal there counts as one question.
    """

    __tablename__ = "unanswered"
    __table_args__ = (Index(None, "contact_id"), Index(None, "resolved_at", "alike"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    words: Mapped[str]
    alike: Mapped[str]
    place: Mapped[str]
    offered: Mapped[list[str]] = mapped_column(Json)
    language: Mapped[str | None]
    created_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]

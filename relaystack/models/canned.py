"""What staff say again and again, written once."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigId


class CannedReply(Base):
    """A ready answer in one language; its name is the same in all of them."""

    __tablename__ = "canned_replies"
    __table_args__ = (UniqueConstraint("name", "language"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str]
    language: Mapped[str]
    text: Mapped[str]
    updated_at: Mapped[datetime]

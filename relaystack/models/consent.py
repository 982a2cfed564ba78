"""Who agreed to marketing, who did so no more, and which words they were shown: each time a row, kept as it was."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigId


class ConsentEntry(Base):
    """One time that a person agreed, or took that back. What holds now stands with the contact."""

    __tablename__ = "consent_entries"
    __table_args__ = (Index(None, "contact_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    at: Mapped[datetime]
    agreed: Mapped[bool]
    how: Mapped[str]  # where and how they said so
    words: Mapped[str]  # that they were shown, or that were read to them; empty where nobody noted them
    by: Mapped[str]  # who wrote it down; empty: they did it themselves

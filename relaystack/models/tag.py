"""What staff file a person under."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigId


class ContactTag(Base):
    """A tag of one person. `folded` is what tells it from others; `tag`, how it was first written by anybody."""

    __tablename__ = "contact_tags"
    __table_args__ = (UniqueConstraint("contact_id", "folded"), Index(None, "folded", "contact_id"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    tag: Mapped[str]
    folded: Mapped[str]
    author: Mapped[str]  # who gave it: a key like those of messages
    at: Mapped[datetime]

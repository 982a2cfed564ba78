"""Who of the staff looks at which conversation now."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigId


class Presence(Base):
    """Where a member was last, and when they last wrote there: one row each, over within seconds."""

    __tablename__ = "presences"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(BigId, unique=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    looked_at: Mapped[datetime]
    wrote_at: Mapped[datetime | None]

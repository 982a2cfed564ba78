"""How many confirmations may still go out today: to one address, and because of one person."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigId


class ConfirmationSlot(Base):
    """One of the few confirmations of a day: who adds the row sends it, so that all processes share the count."""

    __tablename__ = "confirmation_slots"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    slot: Mapped[str] = mapped_column(unique=True)  # the day, to or by whom, the number
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    created_at: Mapped[datetime]

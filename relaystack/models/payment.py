"""What is paid for appointments: asked for, paid, sent back."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigId


class PaymentState(StrEnum):
    """How far a payment is."""

    OPEN = "open"  # asked for
    EXPIRED = "expired"  # nobody paid in time
    CANCELLED = "cancelled"  # the appointment was called off before it was paid
    PAID = "paid"
    REFUNDING = "refunding"  # the provider was told to send it back
    REFUNDED = "refunded"
    STUCK = "stuck"  # the provider does not send it back: a person must

    @property
    def was_paid(self) -> bool:
        """Whether money came, whatever became of it."""
        return self not in (PaymentState.OPEN, PaymentState.EXPIRED, PaymentState.CANCELLED)


class Payment(Base):
    """A payment for an appointment. `reference` is what the provider knows it by: nobody guesses it, and it is never
    used again. Amounts are in hundredths of the currency."""

    __tablename__ = "payments"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"), index=True)
    reference: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str]
    amount: Mapped[int]
    currency: Mapped[str]
    session: Mapped[str] = mapped_column(default="", server_default="")  # the provider's id of what is to be paid
    url: Mapped[str] = mapped_column(default="", server_default="")  # where it is paid
    charge: Mapped[str] = mapped_column(default="", server_default="")  # the provider's id of what was paid
    reason: Mapped[str] = mapped_column(default="", server_default="")  # why it was sent back
    ends_at: Mapped[datetime]  # until when its time is held
    paid_at: Mapped[datetime | None]
    refunded_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

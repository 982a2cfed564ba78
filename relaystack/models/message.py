"""What was said, both ways."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigId


class Direction(StrEnum):
    """Seen from us."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


class Status(StrEnum):
    """What became of an outgoing message; incoming ones are `received`."""

    RECEIVED = "received"
    QUEUED = "queued"
    SENDING = "sending"
    IN_DOUBT = "in_doubt"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"

    @property
    def rank(self) -> int:
        """How far along it is: a status only ever moves to a higher rank."""
        return _RANKS[self]

    @property
    def is_under_way(self) -> bool:
        """Whether Meta has not told us of it yet."""
        return self in (Status.QUEUED, Status.SENDING, Status.IN_DOUBT)


BOT, APP = "bot", "app"  # authors that are no caller: the bot, and whoever writes in the WhatsApp Business app

UNDER_WAY = [status for status in Status if status.is_under_way]

# Failed lies above sent and below delivered: what has been delivered cannot fail any more.
_RANKS = {
    Status.RECEIVED: 0, Status.QUEUED: 0, Status.SENDING: 1, Status.IN_DOUBT: 2, Status.SENT: 3, Status.FAILED: 4,
    Status.DELIVERED: 5, Status.READ: 6,
}  # fmt: skip


class Message(Base):
    """One message. `message_id` is Meta's (unknown until it was sent), `key` that of our outbox."""

    __tablename__ = "whatsapp_messages"
    __table_args__ = (
        Index(None, "contact_id", "id"),
        Index(None, "phone"),
        Index(None, "timestamp", postgresql_using="brin"),
        {"postgresql_with": {"fillfactor": 70}},  # each of ours is changed four times, beside itself
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    phone: Mapped[str | None]
    message: Mapped[str]
    direction: Mapped[str]
    timestamp: Mapped[datetime]
    message_id: Mapped[str | None] = mapped_column(unique=True)
    status: Mapped[str]
    kind: Mapped[str] = mapped_column(default="text")
    key: Mapped[str | None] = mapped_column(unique=True)
    author: Mapped[str | None]  # of what we wrote: `bot`, `app`, or a caller's key like `member 3`; None: not known
    content: Mapped[dict[str, Any] | None]
    thread_owner: Mapped[str | None]  # with whom it was said, where the thread was another responder's
    price_type: Mapped[str | None]  # what Meta says of the price, in its own words
    price_category: Mapped[str | None]
    price_model: Mapped[str | None]
    billable: Mapped[bool | None]
    error_code: Mapped[int | None]
    error_title: Mapped[str | None]
    refers_to: Mapped[str | None]  # Meta's id of the message that this one quotes, changes or reacts to
    note: Mapped[str | None]  # what staff must know beside the words

"""All that waits to leave the building, and what stands in its way."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigId


class OutboxItem(Base):
    """One thing to deliver. Its key says what caused it, so it exists once; settled rows go away.

    `contact_id` says whose order it keeps: one person's items of a carrier leave one after the other.
    `about_contact_id` says whose data it is, for export and erasure, also where it keeps nobody's order.

    Ids are never used again (SQLite would, without AUTOINCREMENT): a late settlement must not hit a newer item.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(None, "carrier", "due_at", "id"),
        Index(None, "contact_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    carrier: Mapped[str]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    about_contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"), index=True)
    payload: Mapped[dict[str, Any]]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_by: Mapped[str | None]
    claimed_until: Mapped[datetime | None]
    created_at: Mapped[datetime]


class GivenUp(Base):
    """What will not be tried again, with the reason, so that a person can look at it. Ids are never used again."""

    __tablename__ = "given_up"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(index=True)
    carrier: Mapped[str]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    about_contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"), index=True)
    payload: Mapped[dict[str, Any]]
    code: Mapped[int]
    reason: Mapped[str]
    attempts: Mapped[int]
    created_at: Mapped[datetime]


class Bounce(Base):
    """A send that Meta accepted and failed later, by Meta's id of it: what is said of it again counts no more."""

    __tablename__ = "bounces"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    message_id: Mapped[str] = mapped_column(unique=True)
    key: Mapped[str] = mapped_column(index=True)
    code: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(index=True)


class CarrierState(Base):
    """How a carrier is doing, for all workers together: its rate, and whether it must rest."""

    __tablename__ = "carriers"

    name: Mapped[str] = mapped_column(primary_key=True)
    tokens: Mapped[float]
    refilled_at: Mapped[datetime]
    held_until: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    stopped_code: Mapped[int | None]
    stopped_reason: Mapped[str | None]
    probe_at: Mapped[datetime | None]
    told_code: Mapped[int | None]  # of the trouble that staff were told of last by mail
    told_at: Mapped[datetime | None]  # when it was met last
    resumed_at: Mapped[datetime | None]  # by staff: what was under way then does not stop it again
    ahead_seconds: Mapped[int | None]  # how far our clock is ahead of the provider's, where that is worth a word
    served_at: Mapped[datetime | None]  # when a worker looked after it last, to about a minute


class EarlyReceipt(Base):
    """A status that came before the message it speaks of was known; applied when that is, or forgotten in the end."""

    __tablename__ = "early_receipts"
    __table_args__ = (UniqueConstraint("message_id", "status"), Index(None, "created_at"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    message_id: Mapped[str]
    status: Mapped[str]
    timestamp: Mapped[datetime]
    error_code: Mapped[int | None]
    error_title: Mapped[str | None]
    price_type: Mapped[str | None]
    price_category: Mapped[str | None]
    price_model: Mapped[str | None]
    billable: Mapped[bool | None]
    created_at: Mapped[datetime]


class SetAside(Base):
    """An update that could not be handled, whole, with the reason. Ids are never used again."""

    __tablename__ = "set_aside"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    update: Mapped[dict[str, Any]]
    reason: Mapped[str]
    created_at: Mapped[datetime]

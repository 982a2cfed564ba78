"""What has happened to who people are, and what a person must decide about it."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigId


class IdentityChange(Base):
    """A change that Meta told us of, once: a late repeat must not move somebody else's number."""

    __tablename__ = "identity_changes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    message_id: Mapped[str] = mapped_column(unique=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    kind: Mapped[str]
    at: Mapped[datetime]


class IdentityConflict(Base):
    """Two contacts that seem to be one person; `contact_id` was there first. Open until `settled_at`."""

    __tablename__ = "identity_conflicts"
    __table_args__ = (UniqueConstraint("contact_id", "other_contact_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    other_contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    reason: Mapped[str]
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]

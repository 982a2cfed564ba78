"""Who may use the HTTP API, what was done by it, and who was erased."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigId, Json


class ApiToken(Base):
    """A token of the HTTP API. Only its SHA-256 is kept: nobody can read it back."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[str]] = mapped_column(Json)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]  # to about a minute


class AuditEntry(Base):
    """One change by staff: who, what of, and each field's value before and after."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "subject", "id"), Index(None, "contact_id"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]  # like program:uae-golden-visa
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))  # whose data stands in `changes`
    changes: Mapped[dict[str, Any]] = mapped_column(Json)


class Erasure(Base):
    """The receipt for a person that was erased: how many rows of which table. It tells nothing of who it was."""

    __tablename__ = "erasures"

    id: Mapped[str] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), unique=True)
    at: Mapped[datetime]
    by: Mapped[str]
    removed: Mapped[dict[str, Any]] = mapped_column(Json)

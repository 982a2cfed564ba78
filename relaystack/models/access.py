"""Who may use the HTTP API and the console, what was done there, and who was erased."""

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
    expires_at: Mapped[datetime | None]  # never, if that was asked for


class SignIn(Base):
    """Somebody who signed in to the console, by one browser. What its cookie holds stands here as a hash only."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    hash: Mapped[str] = mapped_column(unique=True)
    token_id: Mapped[int | None] = mapped_column(ForeignKey("api_tokens.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"), index=True)  # neither: API_TOKEN
    mark: Mapped[str | None]  # of the API_TOKEN that it was: another one ends what that opened
    browser: Mapped[str | None]  # in words, as the browser names itself
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]  # to about a minute
    idle_until: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]  # signed out, or its token was revoked, or its member removed


class AuditEntry(Base):
    """One change by staff: who, what of, and each field's value before and after."""

    __tablename__ = "audit"
    __table_args__ = (
        Index(None, "subject", "id"), Index(None, "action", "id"), Index(None, "at", "id"), Index(None, "contact_id"),
        Index(None, "by", "id"),
    )  # fmt: skip

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
    scrubbed_at: Mapped[datetime | None]  # when the words were gone from the bytes of SQLite's files as well

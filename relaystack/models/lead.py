"""Who wants a consultant, and all they ever told us."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from relaystack.engine.lead_fields import FIELDS

from .base import Base, BigId


class LeadSource(StrEnum):
    """How a lead came to us."""

    CHAT = "chat"
    HAND = "hand"  # somebody of us wrote it down: of who phoned, or came by
    IMPORT = "import"  # by a sheet


class Stage(StrEnum):
    """How far the consultants are with a lead."""

    NEW = "new"
    CONTACTED = "contacted"
    QUALIFIED = "qualified"
    WON = "won"
    LOST = "lost"

    @property
    def is_open(self) -> bool:
        """Whether something is left to do."""
        return self not in (Stage.WON, Stage.LOST)


def _given(*names: str) -> Index:
    """An index over those that have a value in the first of these columns."""
    there = text(f"{names[0]} IS NOT NULL")
    return Index(None, *names, sqlite_where=there, postgresql_where=there)


class Lead(Base):
    """What is known of a person now: one row each; every enquiry stands in LeadEnquiry."""

    __tablename__ = "whatsapp_leads"
    __table_args__ = (
        Index(None, "stage", "id"), Index(None, "country_of_interest", "id"), _given("owner_id", "id"),
        _given("due_on", "id"), Index("ix_whatsapp_leads_lower_email", text("lower(email)")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), unique=True)
    phone: Mapped[str | None] = mapped_column(index=True)
    name: Mapped[str | None]
    email: Mapped[str | None]
    interest: Mapped[str | None]
    budget: Mapped[int | None] = mapped_column(BigInteger)
    country_of_interest: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(index=True)
    updated_at: Mapped[datetime]
    notes: Mapped[str] = mapped_column(default="")
    stage: Mapped[str] = mapped_column(server_default=Stage.NEW)
    advert: Mapped[dict[str, Any] | None]  # the one that they had come from by then
    # Who of the staff works on it; a member's row stays for ever. No foreign key, as for `assignee_id` of contacts.
    owner_id: Mapped[int | None] = mapped_column(BigId)
    next_action: Mapped[str] = mapped_column(server_default="")
    due_on: Mapped[date | None]  # the day of the next action, by the company's clock
    reminded_for: Mapped[date | None]  # the `due_on` of which the owner was told
    source: Mapped[str] = mapped_column(server_default=LeadSource.CHAT)
    entered_by: Mapped[str | None]  # who of us, unless they told the bot themselves


# What people tell, by the name that turns give it, and the column that keeps it.
TOLD = {field.name: getattr(Lead, field.column) for field in FIELDS}


class LeadEnquiry(Base):
    """One time that a person told us something, with the figures they had been shown by then."""

    __tablename__ = "lead_enquiries"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("whatsapp_leads.id"), index=True)
    key: Mapped[str] = mapped_column(unique=True)
    told: Mapped[dict[str, Any]]
    shown: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]

"""Sheets of leads that staff bring in: what was uploaded, and its rows for as long as they are needed."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigId


class ImportState(StrEnum):
    """How far an import is."""

    DRAFT = "draft"  # looked at, nothing done
    RUNNING = "running"
    STOPPED = "stopped"  # by a fault of ours: it can go on
    DONE = "done"
    CANCELLED = "cancelled"
    EXPIRED = "expired"  # nobody went on with it


class LeadImport(Base):
    """One sheet. `headings` are its columns in order, `mapping` says which of them is which field of a lead."""

    __tablename__ = "lead_imports"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    filename: Mapped[str]
    headings: Mapped[dict[str, Any]]
    mapping: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(index=True)
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ready: Mapped[int] = mapped_column(default=0)  # rows that were there when it was started
    refused: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    filled: Mapped[int] = mapped_column(default=0)  # leads that were there and got what they lacked
    unchanged: Mapped[int] = mapped_column(default=0)
    bites: Mapped[int] = mapped_column(default=0)


class LeadImportRow(Base):
    """A row that is not a lead yet: gone with the transaction that makes it one. `reason` says why it cannot be one.

    `phone`, `email` and `contact_id` say whose it is: rows are a person's data like any other.
    """

    __tablename__ = "lead_import_rows"
    __table_args__ = (Index(None, "import_id", "reason", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("lead_imports.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"), index=True)
    number: Mapped[int]  # as a sheet counts: the headings are 1
    cells: Mapped[dict[str, Any]]
    entry: Mapped[dict[str, Any]]  # what they say of a lead
    phone: Mapped[str | None]
    email: Mapped[str | None]
    reason: Mapped[str] = mapped_column(default="")

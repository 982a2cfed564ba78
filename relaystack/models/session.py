"""Where everyone is in the conversation."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigId


class Session(Base):
    """A person's conversation: `metadata` holds the engine's state, `current_step` is there to be read."""

    __tablename__ = "whatsapp_sessions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), unique=True)
    phone: Mapped[str | None] = mapped_column(unique=True)
    current_step: Mapped[str | None]
    state: Mapped[dict[str, Any]] = mapped_column("metadata")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    last_activity: Mapped[datetime]
    is_active: Mapped[bool]

"""What Meta last said of our message templates."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigId


class Template(Base):
    """A message template in one language, as Meta sees it. Each thing has its own time: webhooks keep no order."""

    __tablename__ = "whatsapp_templates"
    __table_args__ = (UniqueConstraint("name", "language"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str]
    language: Mapped[str]  # en_US: webhooks also say en-US
    meta_id: Mapped[str | None]
    status: Mapped[str | None]  # Meta's word: APPROVED, PENDING, REJECTED, PAUSED, DISABLED …
    reason: Mapped[str | None]  # why it was rejected, paused or disabled
    status_at: Mapped[datetime | None]
    category: Mapped[str | None]  # what Meta bills; it may differ from the file
    category_at: Mapped[datetime | None]
    coming_category: Mapped[str | None]  # what Meta has announced that it will be
    coming_at: Mapped[datetime | None]
    quality: Mapped[str | None]  # GREEN, YELLOW, RED
    quality_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]

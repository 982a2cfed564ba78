"""Who writes to us: a person by any of phone, BSUID and parent BSUID (CLOUD_API, section 12)."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigId


class Contact(Base):
    """One person. `phone` is Meta's form, digits without a plus; it may be missing, appear, or vanish."""

    __tablename__ = "contacts"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    phone: Mapped[str | None] = mapped_column(unique=True)
    bsuid: Mapped[str | None] = mapped_column(unique=True)
    parent_bsuid: Mapped[str | None] = mapped_column(index=True)
    profile_name: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="en")
    opted_out_at: Mapped[datetime | None]
    last_inbound_at: Mapped[datetime | None]
    # Until when Meta's pair rate is spoken for: one message per 6 s, 45 of them in advance.
    paced_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

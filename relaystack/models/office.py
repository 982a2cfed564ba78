"""What the office says of itself, as its people set it."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class OfficeSetting(Base):
    """One thing that is set, by its name; what was never set has no row."""

    __tablename__ = "office_settings"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]

"""What somebody looks at again and again, under a name."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigId


class SavedView(Base):
    """A filter of a page of the console. It is its member's; `is_shared`: the others see it too."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("member_id", "page", "name"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(BigId)  # no foreign key, as for `owner_id` of leads
    page: Mapped[str]
    name: Mapped[str]
    asked: Mapped[dict[str, Any]]
    is_shared: Mapped[bool]
    created_at: Mapped[datetime]

"""Which leads somebody looks at again and again, under a name."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigId


class LeadView(Base):
    """A filter of the leads' page. It is its member's; `is_shared`: the others see it too."""

    __tablename__ = "lead_views"
    __table_args__ = (UniqueConstraint("member_id", "name"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(BigId)  # no foreign key, as for `owner_id` of leads
    name: Mapped[str]
    asked: Mapped[dict[str, Any]]
    is_shared: Mapped[bool]
    created_at: Mapped[datetime]

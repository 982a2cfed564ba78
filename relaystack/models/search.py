"""What job searches found lately."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class JobSearch(Base):
    """A page of openings by its question, as a hash: what people look for is not kept."""

    __tablename__ = "job_searches"

    question: Mapped[str] = mapped_column(primary_key=True)
    answer: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(index=True)

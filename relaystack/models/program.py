"""The programmes we show, and what the file said of them when they were loaded."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class Program(Base):
    """One programme. `seeded` is what the file said last: what differs from it was edited by staff."""

    __tablename__ = "investment_programs"

    id: Mapped[str] = mapped_column(primary_key=True)
    country: Mapped[str]
    category: Mapped[str]
    name: Mapped[str]
    description: Mapped[str]
    minimum_investment: Mapped[int] = mapped_column(BigInteger)
    processing_time: Mapped[str]
    link: Mapped[str]
    rank: Mapped[int]
    status: Mapped[str]
    as_of: Mapped[date]
    review_by: Mapped[date]
    expires_on: Mapped[date | None]
    details: Mapped[dict[str, Any]]
    seeded: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]

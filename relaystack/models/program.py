"""The programmes we show, and what the file said of them when they were loaded."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, false
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigId


class Program(Base):
    """One programme. `seeded` is what the file said last: what differs from it was edited by staff.

    `code` is its readable name: links, files, taps, leads and the API go by it. `withdrawn_at`: since then the file
    has it no more. `status_reason` is why staff closed it.
    """

    __tablename__ = "investment_programs"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    country: Mapped[str]
    category: Mapped[str]
    name: Mapped[str]
    description: Mapped[str]
    minimum_investment: Mapped[int] = mapped_column(BigInteger)
    processing_time: Mapped[str]
    link: Mapped[str]
    rank: Mapped[int]
    status: Mapped[str]
    status_reason: Mapped[str | None]
    hidden: Mapped[bool] = mapped_column(server_default=false())
    withdrawn_at: Mapped[datetime | None]
    as_of: Mapped[date]
    review_by: Mapped[date]
    expires_on: Mapped[date | None]
    details: Mapped[dict[str, Any]]
    seeded: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]

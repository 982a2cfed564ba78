"""On which days the consultants were told what came in."""

from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class Digest(Base):
    """A day whose digest was made: whoever adds the row makes it, so that several workers make one."""

    __tablename__ = "digests"

    day: Mapped[date] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]

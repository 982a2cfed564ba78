"""Which programs may run on these tables."""

from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class SchemaFloor(Base):
    """One row: the revision that a program must know at least. A program that is older than the tables looks here."""

    __tablename__ = "schema_floor"

    oldest: Mapped[str] = mapped_column(primary_key=True)

"""Two contacts that a person of ours made one, with all that it takes to part them again."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigId


class Merge(Base):
    """`other_contact_id` went into `contact_id`; its own row stays, empty, as after an erasure.

    `moved` names by table the rows that had the other contact; `before` holds the rows that were changed or taken out.
    """

    __tablename__ = "merges"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    other_contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[str]
    moved: Mapped[dict[str, Any]]
    before: Mapped[dict[str, Any]]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None]

"""Files: what customers sent and what staff send, as we keep it; documents of ours that Meta keeps."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigId


class Media(Base):
    """A file of a message. `path` in MEDIA_DIR is a name of ours, `filename` the sender's.

    `message_id` is Meta's id of the message that a customer sent, or our key of the one that goes to them. `media_id`
    is Meta's name of the file: empty until ours was uploaded.
    """

    __tablename__ = "media"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    message_id: Mapped[str] = mapped_column(unique=True)
    media_id: Mapped[str]
    kind: Mapped[str]
    mime_type: Mapped[str]
    filename: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    path: Mapped[str]
    stored_at: Mapped[datetime]
    uploaded_at: Mapped[datetime | None]  # of ours: Meta forgets it after a while


class Upload(Base):
    """A document of ours that Meta keeps for a while, by the link it was made from."""

    __tablename__ = "uploads"

    link: Mapped[str] = mapped_column(primary_key=True)
    media_id: Mapped[str]
    mime_type: Mapped[str]
    uploaded_at: Mapped[datetime]
    expires_at: Mapped[datetime]

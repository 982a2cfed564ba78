"""Files: what customers sent, as we keep it, and what we have uploaded to Meta."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigId


class Media(Base):
    """A file that came with a message. `path` in MEDIA_DIR is a name of ours, `filename` the sender's."""

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


class Upload(Base):
    """A document of ours that Meta keeps for a while, by the link it was made from."""

    __tablename__ = "uploads"

    link: Mapped[str] = mapped_column(primary_key=True)
    media_id: Mapped[str]
    mime_type: Mapped[str]
    uploaded_at: Mapped[datetime]
    expires_at: Mapped[datetime]

"""The people of the staff: who they are, how they prove it, and how often somebody failed to."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, BigId, Json


class StaffMember(Base):
    """Somebody who works in the console. Who was removed stays as a name: they wrote messages, and made changes."""

    __tablename__ = "staff_members"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)  # casefolded
    name: Mapped[str]
    role: Mapped[str]  # one of services/staff/roles.py
    password_hash: Mapped[str | None]  # none before the invitation was taken up
    totp_secret: Mapped[str | None]  # encrypted
    totp_since: Mapped[datetime | None]  # none while it is being set up
    totp_used: Mapped[int | None]  # the counter of the last code: none before it is good again
    hears: Mapped[dict[str, Any]] = mapped_column(Json, default=dict, server_default="{}")  # by e-mail
    recovery_codes: Mapped[list[str]] = mapped_column(Json)  # hashes of those that are left
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class Passkey(Base):
    """A key on somebody's device; only its public half is here."""

    __tablename__ = "staff_passkeys"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)  # as far as the device counts
    name: Mapped[str]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class PushSubscription(Base):
    """A browser of somebody's that gets notifications: where its push service is, and what they are encrypted with."""

    __tablename__ = "push_subscriptions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"), index=True)
    endpoint: Mapped[str] = mapped_column(unique=True)
    p256dh: Mapped[str]  # the browser's public key
    auth: Mapped[str]  # its secret, for us alone
    server_key: Mapped[str]  # ours by then: it takes nothing that another one signs
    name: Mapped[str]  # as the browser names itself
    created_at: Mapped[datetime]
    told_at: Mapped[datetime | None]  # when its push service took something last


class QuietNews(Base):
    """What somebody was not told because they are left alone; told when that is over, and gone."""

    __tablename__ = "quiet_news"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"), index=True)  # whom it is about
    topic: Mapped[str]
    at: Mapped[datetime]


class OneTimeSecret(Base):
    """What opens one door once, and not for long: an invitation, a reset, a second step. Kept as a hash."""

    __tablename__ = "one_time_secrets"

    hash: Mapped[str] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"), index=True)
    told: Mapped[dict[str, Any]] = mapped_column(Json)  # what must be known when it comes back
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Attempts(Base):
    """How often somebody tried to sign in and could not; `key` is a keyed hash of an account, or of an address."""

    __tablename__ = "sign_in_attempts"

    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)

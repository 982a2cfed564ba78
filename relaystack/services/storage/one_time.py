"""What opens one door once: an invitation, a reset, a second step, a challenge. Kept as a hash, and gone when used."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from relaystack.models import OneTimeSecret


class Purpose(StrEnum):
    """Which door; none opens another one."""

    WELCOME = "welcome"  # of a new member
    RESET = "reset"  # of a password
    CODE = "code"  # the second step of a sign-in
    PASSKEY_NEW = "passkey-new"
    PASSKEY_IN = "passkey-in"


LASTS = {
    Purpose.WELCOME: timedelta(days=7), Purpose.RESET: timedelta(minutes=30), Purpose.CODE: timedelta(minutes=10),
    Purpose.PASSKEY_NEW: timedelta(minutes=5), Purpose.PASSKEY_IN: timedelta(minutes=5),
}  # fmt: skip
LINKS = (Purpose.WELCOME, Purpose.RESET)  # what travels by e-mail, or by hand


@dataclass(frozen=True)
class OneTime:
    """What was kept of a secret."""

    member_id: int | None
    told: Mapping[str, Any]
    expires_at: datetime


_COLUMNS = OneTimeSecret.member_id, OneTimeSecret.told, OneTimeSecret.expires_at


def make(
    connection: Connection, purpose: Purpose, now: datetime, member_id: int | None = None,
    told: Mapping[str, Any] | None = None,
) -> str:  # fmt: skip
    """A new one: nobody can be shown it again. Those that nobody has used in time are swept."""
    secret = secrets.token_urlsafe(32)
    connection.execute(delete(OneTimeSecret).where(OneTimeSecret.expires_at <= now))
    row = {"hash": _hash(secret), "purpose": purpose, "member_id": member_id, "told": dict(told or {}),
           "expires_at": now + LASTS[purpose]}  # fmt: skip
    connection.execute(insert(OneTimeSecret), row)
    return secret


def bound(connection: Connection, purpose: Purpose, most: int) -> None:
    """Let the newest alone be good, where whoever comes may ask for one: the oldest beyond these open nothing."""
    these = select(OneTimeSecret.expires_at).where(OneTimeSecret.purpose == purpose)
    last = connection.scalar(these.order_by(OneTimeSecret.expires_at.desc()).offset(most).limit(1))
    if last is not None:
        beyond = OneTimeSecret.purpose == purpose, OneTimeSecret.expires_at <= last
        connection.execute(delete(OneTimeSecret).where(*beyond))


def look(connection: Connection, secret: str, purpose: Purpose, now: datetime) -> OneTime | None:
    """What it stands for, while it is good."""
    row = connection.execute(select(*_COLUMNS).where(*_is(secret, purpose, now))).first()
    return OneTime(**row._mapping) if row else None


def take(connection: Connection, secret: str, purpose: Purpose, now: datetime) -> OneTime | None:
    """The same, and it is used up: of two who come with it at once, one gets it."""
    gone = delete(OneTimeSecret).where(*_is(secret, purpose, now)).returning(*_COLUMNS)
    row = connection.execute(gone).first()
    return OneTime(**row._mapping) if row else None


def forget(connection: Connection, member_id: int, *purposes: Purpose) -> None:
    """Let a member's secrets for this open nothing any more; for everything, where none is named."""
    theirs = delete(OneTimeSecret).where(OneTimeSecret.member_id == member_id)
    connection.execute(theirs.where(OneTimeSecret.purpose.in_(purposes)) if purposes else theirs)


def _is(secret: str, purpose: Purpose, now: datetime) -> tuple[Any, ...]:
    return OneTimeSecret.hash == _hash(secret), OneTimeSecret.purpose == purpose, OneTimeSecret.expires_at > now


def _hash(secret: str) -> str:
    """Enough for 256 random bits."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()

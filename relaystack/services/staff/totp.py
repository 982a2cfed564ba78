"""The second factor: six digits from an app, each good once, or a recovery code. The secret is kept sealed."""

import hmac
import secrets
from datetime import datetime
from hashlib import sha256

import pyotp
from sqlalchemy import Connection, select, update

from relaystack.models import StaffMember

from . import members
from .keys import Keys
from .members import Impossible

STEP = 30  # seconds of a code
DRIFT = 1  # how many steps a clock may be off
RECOVERY_CODES = 10
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another
_UNREADABLE = (
    "The codes of your app cannot be checked any more, because the key of this server was changed. Use a recovery code,"
    " or ask an owner to reset your second factor."
)


def begin(connection: Connection, keys: Keys, id: int) -> str:
    """A new secret, to be confirmed by a first code; raises Impossible where there is one in use."""
    if members.locked(connection, id).totp_since:
        raise Impossible("Codes from an app are asked for already. Switch them off first.")
    secret = pyotp.random_base32()
    values = {"totp_secret": keys.seal(secret), "totp_used": None}
    connection.execute(update(StaffMember).where(StaffMember.id == id).values(values))
    return secret


def pending(connection: Connection, keys: Keys, id: int) -> str | None:
    """The secret that waits for its first code."""
    row = connection.execute(select(StaffMember.totp_secret, StaffMember.totp_since).where(StaffMember.id == id)).one()
    return keys.unseal(row.totp_secret) if row.totp_secret and not row.totp_since else None


def address(secret: str, account: str, company: str) -> str:
    """What the picture holds that the app reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=company)


def confirm(connection: Connection, keys: Keys, id: int, code: str, now: datetime) -> list[str] | None:
    """Ask for codes from now on: the recovery codes, which nobody can be shown again. None where the code is wrong."""
    if members.locked(connection, id).totp_since or not accepts(connection, keys, id, code, now):
        return None
    connection.execute(update(StaffMember).where(StaffMember.id == id).values(totp_since=now))
    return new_recovery_codes(connection, id)


def accepts(connection: Connection, keys: Keys, id: int, code: str, now: datetime) -> bool:
    """Whether this is a code of the app by now, or a recovery code; it is used up with that."""
    found = select(StaffMember.totp_secret, StaffMember.totp_used, StaffMember.recovery_codes)
    row = connection.execute(found.where(StaffMember.id == id).with_for_update()).one()
    code = _plain(code)
    if (kept := _hash(code)) in row.recovery_codes:
        left = [one for one in row.recovery_codes if one != kept]
        connection.execute(update(StaffMember).where(StaffMember.id == id).values(recovery_codes=left))
        return True
    secret = keys.unseal(row.totp_secret or "")
    if secret is None:
        raise Impossible(_UNREADABLE)
    step = _step_of(pyotp.TOTP(secret), code, now)
    if step is None or step <= (row.totp_used or 0):
        return False
    connection.execute(update(StaffMember).where(StaffMember.id == id).values(totp_used=step))
    return True


def new_recovery_codes(connection: Connection, id: int) -> list[str]:
    """Ten codes that are good once each; those from before are good for nothing."""
    codes = ["".join(secrets.choice(_SIGNS) for _ in range(16)) for _ in range(RECOVERY_CODES)]
    kept = [_hash(code) for code in codes]
    connection.execute(update(StaffMember).where(StaffMember.id == id).values(recovery_codes=kept))
    return ["-".join(code[at : at + 4] for at in range(0, 16, 4)) for code in codes]


def codes_left(connection: Connection, id: int) -> int:
    """How many recovery codes are left."""
    return len(connection.scalars(select(StaffMember.recovery_codes).where(StaffMember.id == id)).one())


def _step_of(totp: pyotp.TOTP, code: str, now: datetime) -> int | None:
    """In which half minute the app shows this code."""
    current = int(now.timestamp()) // STEP
    around = range(current - DRIFT, current + DRIFT + 1)
    found = [step for step in around if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode())]
    return max(found, default=None)


def _plain(code: str) -> str:
    return "".join(sign for sign in code.lower() if sign.isalnum())


def _hash(code: str) -> str:
    """Enough for 79 random bits."""
    return sha256(code.encode("utf-8", "surrogatepass")).hexdigest()

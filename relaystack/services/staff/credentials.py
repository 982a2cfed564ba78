"""What a member opens the door with: written and taken away here alone."""

from typing import Any

from sqlalchemy import Connection, delete, update

from relaystack.models import Passkey, StaffMember

from ..storage import one_time


def set_password(connection: Connection, id: int, kept: str) -> None:
    """Keep a password, as `passwords.hash_of` made it."""
    connection.execute(update(StaffMember).where(StaffMember.id == id).values(password_hash=kept))


def forget_second_factor(connection: Connection, id: int) -> None:
    """No codes of an app, no recovery codes."""
    none: dict[str, Any] = {"totp_secret": None, "totp_since": None, "totp_used": None, "recovery_codes": []}
    connection.execute(update(StaffMember).where(StaffMember.id == id).values(none))


def forget_all(connection: Connection, id: int) -> None:
    """Nothing opens the door for them any more."""
    forget_second_factor(connection, id)
    connection.execute(update(StaffMember).where(StaffMember.id == id).values(password_hash=None))
    connection.execute(delete(Passkey).where(Passkey.member_id == id))
    one_time.forget(connection, id)

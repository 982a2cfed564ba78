"""Who has agreed to marketing? Recorded with its time and how; a later refusal clears it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from relaystack.models import Contact

from ..storage import audit

BY_WHATSAPP = "chosen in WhatsApp's settings"
STOPPED = "has asked for no more messages: only they can take that back, by writing start"
SWITCHED_OFF = "has switched off marketing in WhatsApp: only they can switch it on, there"
LONGEST_HOW = 200
_COLUMNS = (Contact.marketing_consent_at, Contact.marketing_consent_how)


def record(connection: Connection, contact_id: int, how: str, by: str, at: datetime) -> str:
    """Note that a person has agreed, and how; or why not: they have refused, and only they can take that back."""
    before = _known(connection, contact_id)
    mine, agreed = Contact.id == contact_id, {"marketing_consent_at": at, "marketing_consent_how": how}
    free = Contact.marketing_opted_out_at.is_(None), Contact.opted_out_at.is_(None)
    if connection.execute(update(Contact).where(mine, *free).values(agreed)).rowcount:
        _note(connection, contact_id, before, agreed, by, at)
        return ""
    has_stopped = connection.scalar(select(Contact.opted_out_at).where(mine))
    return STOPPED if has_stopped else SWITCHED_OFF


def withdrawn(connection: Connection, contact_id: int, by: str, at: datetime) -> None:
    """They agree no more, as staff were told."""
    before = _known(connection, contact_id)
    withdraw(connection, contact_id)
    if before["marketing_consent_at"]:
        _note(connection, contact_id, before, dict.fromkeys(before), by, at)


def _known(connection: Connection, contact_id: int) -> dict[str, Any]:
    row = connection.execute(select(*_COLUMNS).where(Contact.id == contact_id)).first()
    return dict(row._mapping) if row else {}


def _note(
    connection: Connection, contact_id: int, before: Mapping[str, Any], after: Mapping[str, Any], by: str, at: datetime
) -> None:
    audit.note(connection, by, "contact.consent", audit.of_contact(contact_id), before, after, at, contact_id)


def withdraw(connection: Connection, contact_id: int) -> None:
    """They agree no more: they said stop."""
    connection.execute(update(Contact).where(Contact.id == contact_id).values(dict.fromkeys(_COLUMNS)))


def chosen(connection: Connection, contact_id: int, wanted: bool, at: datetime) -> None:
    """What a person has told WhatsApp. The latest choice holds, in whatever order they come."""
    older = func.coalesce(Contact.marketing_chosen_at < at, True)
    values = {
        "marketing_chosen_at": at,
        "marketing_opted_out_at": None if wanted else at,
        "marketing_consent_at": at if wanted else None,
        "marketing_consent_how": BY_WHATSAPP if wanted else None,
    }
    connection.execute(update(Contact).where(Contact.id == contact_id, older).values(values))

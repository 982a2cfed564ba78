"""Who has agreed to marketing? Recorded with its time and how; a later refusal clears it."""

from datetime import datetime

from sqlalchemy import Connection, func, select, update

from relaystack.models import Contact

BY_WHATSAPP = "chosen in WhatsApp's settings"
STOPPED = "has asked for no more messages: only they can take that back, by writing start"
SWITCHED_OFF = "has switched off marketing in WhatsApp: only they can switch it on, there"
LONGEST_HOW = 200
_COLUMNS = (Contact.marketing_consent_at, Contact.marketing_consent_how)


def record(connection: Connection, contact_id: int, how: str, at: datetime) -> str:
    """Note that a person has agreed, and how; or why not: they have refused, and only they can take that back."""
    mine, agreed = Contact.id == contact_id, {"marketing_consent_at": at, "marketing_consent_how": how}
    free = Contact.marketing_opted_out_at.is_(None), Contact.opted_out_at.is_(None)
    if connection.execute(update(Contact).where(mine, *free).values(agreed)).rowcount:
        return ""
    has_stopped = connection.scalar(select(Contact.opted_out_at).where(mine))
    return STOPPED if has_stopped else SWITCHED_OFF


def withdraw(connection: Connection, contact_id: int) -> None:
    """They agree no more: they said stop, or staff were told so."""
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

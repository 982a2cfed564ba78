"""Who has agreed to marketing? Recorded with its time and how; a later refusal clears it."""

from datetime import datetime

from sqlalchemy import Connection, func, update

from relaystack.models import Contact

BY_WHATSAPP = "chosen in WhatsApp's settings"
_COLUMNS = (Contact.marketing_consent_at, Contact.marketing_consent_how)


def record(connection: Connection, contact_id: int, how: str, at: datetime) -> bool:
    """Note that a person has agreed, and how; false where they have refused in WhatsApp's own settings since then.

    Only they can take that back, at the same place.
    """
    agreed = {"marketing_consent_at": at, "marketing_consent_how": how[:200]}
    done = connection.execute(
        update(Contact).where(Contact.id == contact_id, Contact.marketing_opted_out_at.is_(None)).values(agreed)
    )
    return bool(done.rowcount)


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

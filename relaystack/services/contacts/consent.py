"""Who has agreed to marketing? Recorded with its time, how, and the words that were shown; a later refusal clears it.

What holds stands with the contact; each time that it changed is an entry of its own, and stays.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, literal, or_, select, update

from relaystack.models import ConsentEntry, Contact

from ..storage import audit

BY_WHATSAPP = "chosen in WhatsApp's settings"
STOPPED = "has asked for no more messages: only they can take that back, by writing start"
SWITCHED_OFF = "has switched off marketing in WhatsApp: only they can switch it on, there"
BY_STOP = "wrote that they want no more messages"
LONGEST_HOW, LONGEST_WORDS = 200, 2000
COLUMNS = (Contact.marketing_consent_at, Contact.marketing_consent_how, Contact.marketing_consent_words)
_ENTRY = ("contact_id", "at", "agreed", "how", "words", "by")


def record(connection: Connection, contact_id: int, how: str, by: str, at: datetime, words: str = "") -> str:
    """Note that a person has agreed, and how; or why not: they have refused, and only they can take that back.

    `words` are those that they were shown, or that were read to them.
    """
    before, mine = _known(connection, contact_id), Contact.id == contact_id
    agreed = dict(zip((column.key for column in COLUMNS), (at, how, words or None), strict=True))
    free = Contact.marketing_opted_out_at.is_(None), Contact.opted_out_at.is_(None)
    if connection.execute(update(Contact).where(mine, *free).values(agreed)).rowcount:
        _enter(connection, mine, how, by, at, agreed=True, words=words)
        _note(connection, contact_id, before, agreed, by, at)
        return ""
    has_stopped = connection.scalar(select(Contact.opted_out_at).where(mine))
    return STOPPED if has_stopped else SWITCHED_OFF


def withdrawn(connection: Connection, contact_id: int, by: str, at: datetime, how: str = "told staff") -> None:
    """They agree no more, as staff were told."""
    before = _known(connection, contact_id)
    withdraw(connection, contact_id, at, how, by)
    if before["marketing_consent_at"]:
        _note(connection, contact_id, before, dict.fromkeys(before), by, at)


def _known(connection: Connection, contact_id: int) -> dict[str, Any]:
    row = connection.execute(select(*COLUMNS).where(Contact.id == contact_id)).first()
    return dict(row._mapping) if row else {}


def _note(
    connection: Connection, contact_id: int, before: Mapping[str, Any], after: Mapping[str, Any], by: str, at: datetime
) -> None:
    audit.note(connection, by, "contact.consent", audit.of_contact(contact_id), before, after, at, contact_id)


def withdraw(connection: Connection, contact_id: int, at: datetime, how: str = BY_STOP, by: str = "") -> None:
    """They agree no more: they said stop, unless it is told how else."""
    mine = Contact.id == contact_id
    _enter(connection, mine & Contact.marketing_consent_at.is_not(None), how, by, at, agreed=False)
    connection.execute(update(Contact).where(mine).values(dict.fromkeys(column.key for column in COLUMNS)))


def chosen(connection: Connection, contact_id: int, wanted: bool, at: datetime) -> None:
    """What a person has told WhatsApp. The latest choice holds, in whatever order they come."""
    latest = (Contact.id == contact_id) & func.coalesce(Contact.marketing_chosen_at < at, True)
    refused, agreed = Contact.marketing_opted_out_at, Contact.marketing_consent_at
    is_news = or_(refused.is_not(None), agreed.is_(None)) if wanted else refused.is_(None)
    _enter(connection, latest & is_news, BY_WHATSAPP, "", at, agreed=wanted)
    values = {
        "marketing_chosen_at": at,
        "marketing_opted_out_at": None if wanted else at,
        "marketing_consent_at": at if wanted else None,
        "marketing_consent_how": BY_WHATSAPP if wanted else None,
        "marketing_consent_words": None,
    }
    connection.execute(update(Contact).where(latest).values(values))


def _enter(
    connection: Connection, whom: ColumnElement[bool], how: str, by: str, at: datetime, *, agreed: bool,
    words: str = "",
) -> None:  # fmt: skip
    """Keep that it happened, of the contact that is meant, if it is so."""
    told = [literal(value, type_=getattr(ConsentEntry, name).type) for name, value in
            zip(_ENTRY[1:], (at, agreed, how, words, by), strict=True)]  # fmt: skip
    connection.execute(insert(ConsentEntry).from_select(_ENTRY, select(Contact.id, *told).where(whom)))

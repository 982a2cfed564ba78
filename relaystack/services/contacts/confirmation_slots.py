"""How many e-mails may still go to an address that nobody has checked: each takes a slot of the day."""

from datetime import datetime

from sqlalchemy import Connection

from relaystack.models import ConfirmationSlot

from ..storage.database import insert


def take(connection: Connection, contact_id: int, email: str, kind: str, a_day: int, now: datetime) -> bool:
    """Take one of the person and one of the address; false where either has none left for today."""
    named = (f"{kind}contact {contact_id}", f"{kind}{_same_mailbox(email)}")
    return all(_take(connection, name, contact_id, a_day, now) for name in named)


def _take(connection: Connection, name: str, contact_id: int, a_day: int, now: datetime) -> bool:
    for number in range(1, a_day + 1):
        new = insert(connection, ConfirmationSlot).on_conflict_do_nothing(index_elements=["slot"])
        slot = f"{now.date()}/{name}/{number}"
        row = {"slot": slot, "contact_id": contact_id, "created_at": now}
        if connection.scalar(new.returning(ConfirmationSlot.slot), row):
            return True
    return False


def _same_mailbox(address: str) -> str:
    """The address as its mailbox counts it: `Ann+x@example.com` reaches ann@example.com."""
    local, _, domain = address.casefold().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"

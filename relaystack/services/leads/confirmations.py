"""Customers who leave their address with an enquiry get an e-mail that it has arrived, where that is wanted.

Nobody has checked the address: it may be a stranger's. So few go out, and they say nothing that was typed.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete

from relaystack.engine.customer_mails import confirmation
from relaystack.engine.flow import Book
from relaystack.models import ConfirmationSlot

from .. import notices
from ..contacts import confirmation_slots, permission
from ..notices import known
from ..notices.hearing import Topic
from ..outbox.outbox import Item
from ..outbox.retry import GiveUp
from .leads import Capture

CARRIER = "customer_mail"  # its own: whatever becomes of these, the e-mails to the consultants go on
A_DAY = 2  # to one address, and because of one person: enough to correct a slip
LATEST = timedelta(days=1)  # later it would only surprise
KEPT = timedelta(days=2)  # rows that count for a day that is over


def items(connection: Connection, enquiries: Sequence[Capture], book: Book, now: datetime) -> list[dict[str, Any]]:
    """What to post for these new enquiries."""
    return [
        _item(enquiry, book, now)
        for enquiry in sorted(enquiries, key=lambda one: (one.effect.email, one.key))  # nobody waits crosswise
        if enquiry.effect.email and not enquiry.person.opted_out_at and _may_send(connection, enquiry, now)
    ]


def _item(enquiry: Capture, book: Book, now: datetime) -> dict[str, Any]:
    mail = confirmation(book, enquiry.person.language or str(book.brand["language"]))
    return {
        "key": f"{enquiry.key}/confirmation", "carrier": CARRIER, "contact_id": enquiry.person.id, "due_at": now,
        "payload": {
            "to": enquiry.effect.email, "reply_to": book.brand.get("email", ""), "language": mail.language,
            "subject": mail.subject, "text": mail.text,
        },
    }  # fmt: skip


def _may_send(connection: Connection, enquiry: Capture, now: datetime) -> bool:
    """Whether the person and the address both have one left for today."""
    return confirmation_slots.take(connection, enquiry.person.id, enquiry.effect.email, "", A_DAY, now)


def refusal(item: Item, now: datetime, _metas_now: datetime | None = None) -> GiveUp | None:
    """Why it may not leave any more, where that is so."""
    if item.opted_out_at:
        return GiveUp(0, permission.OPTED_OUT, by_us=True)
    if now - item.created_at > LATEST:
        return GiveUp(0, "not sent: it could not leave within a day of the enquiry", by_us=True)
    return None


def lost(connection: Connection, given_up: Item, reason: str, now: datetime) -> None:
    """Tell the consultants: where they have an address that takes no mail, they must answer on WhatsApp."""
    assert given_up.contact_id is not None
    who, facts = known.person(connection, given_up.contact_id)
    lines = [
        *facts, "", f"The confirmation to {given_up.payload['to']} was not delivered: {reason}.",
        "Perhaps the address is mistyped: please ask for it on WhatsApp.",
    ]  # fmt: skip
    subject = f"An e-mail to a customer was refused: {who}"
    key, text = f"{given_up.key}/lost", "\n".join(lines)
    about = given_up.contact_id
    notices.tell(connection, [notices.Notice(key=key, topic=Topic.LEAD, subject=subject, text=text, about=about)], now)


def tidy(connection: Connection, now: datetime) -> None:
    """Forget the counts of days that are over."""
    connection.execute(delete(ConfirmationSlot).where(ConfirmationSlot.created_at < now - KEPT))

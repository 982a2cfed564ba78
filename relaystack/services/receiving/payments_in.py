"""News of payments that come by themselves are taken in: one transaction each, under the person's lock."""

import logging
from datetime import UTC, datetime

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from relaystack.engine.payments import Fee, Heard, PaymentHeard

from .. import notices
from ..bookings import payments
from ..contacts.people import People
from ..conversations.conversations import Conversations
from ..conversations.talks import ConversationSettings
from ..notices.hearing import Topic
from ..storage.database import Database
from .take_in import LOST, LOST_RACES

log = logging.getLogger(__name__)


def take_in(database: Database, settings: ConversationSettings, said: PaymentHeard, cause: str) -> bool:
    """Do what follows from it; False where it is of no payment that we know."""
    for attempt in range(LOST_RACES):
        try:
            return _taken(database, settings, said, cause)
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", "") not in LOST or attempt == LOST_RACES - 1:
                raise
            log.info("lost a race; hearing of the payment again")
    return False


def _taken(database: Database, settings: ConversationSettings, said: PaymentHeard, cause: str) -> bool:
    now = datetime.now(UTC)
    with database.transaction() as connection:
        contact = payments.person_of(connection, said.reference)
        people = People(connection, now)
        person = next(iter(people.lock([contact])), None) if contact else None
        if person is None:
            _tell_of_strangers(connection, said, now)
            return False
        conversations = Conversations(connection, settings, now)
        conversations.open([person])
        conversations.hear_of_payment(person, said, cause, now)
        conversations.save()
        people.save()
    return True


def _tell_of_strangers(connection: Connection, said: PaymentHeard, now: datetime) -> None:
    """Money came for an appointment that is not known any more: only a person can send it back."""
    if said.what is not Heard.PAID:
        return
    fee = Fee(said.amount, said.currency.upper())
    text = (
        f"{fee} came for an appointment that is not known here, as when its person was erased."
        f" Look in Stripe for {said.charge or said.session}, and send it back if you owe it."
    )
    notice = notices.Notice(key=f"payment/{said.reference}/strange", topic=Topic.ALARM, text=text,
                            subject="A payment belongs to nobody", about=notices.NOBODY)  # fmt: skip
    notices.tell(connection, [notice], now)

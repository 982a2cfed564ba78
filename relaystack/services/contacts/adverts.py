"""The adverts that people came from: kept with who they are, and with the lead that came of it."""

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, select, update

from relaystack.engine.updates import Received
from relaystack.models import Contact, Lead

from .identification import Person


def keep(connection: Connection, messages: Iterable[tuple[Received, Person]]) -> None:
    """Keep the advert that each of these people came from last; the messages stand in the order of their times."""
    found = {person.id: message.advert for message, person in messages if message.advert}
    for id, advert in sorted(found.items()):
        connection.execute(update(Contact).where(Contact.id == id).values(advert=advert))


def credit(connection: Connection, leads: Collection[int]) -> None:
    """Let these leads say what advert they came from; one that says so already stays with that."""
    theirs = select(Contact.advert).where(Contact.id == Lead.contact_id).scalar_subquery()
    unknown = Lead.id.in_(leads), Lead.advert.is_(None)
    connection.execute(update(Lead).where(*unknown).values(advert=theirs))

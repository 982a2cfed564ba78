"""What staff note about a person for each other: no customer ever sees it."""

from datetime import UTC, datetime

from sqlalchemy import delete, insert

from relaystack.models import ContactNote

from ..contacts.people import People
from ..storage import audit
from ..storage.database import Database
from .authors import Writer

LONGEST = 4000  # characters


def add(database: Database, contact_id: int, text: str, by: Writer) -> int | None:
    """Note something; the note's number, or nothing where there is no such person."""
    now = datetime.now(UTC)
    with database.transaction() as connection:
        if not People(connection, now).lock([contact_id]):
            return None
        note = {"contact_id": contact_id, "author": by.key, "author_name": by.name, "text": text, "at": now}
        id: int = connection.scalars(insert(ContactNote).returning(ContactNote.id), note).one()
        subject, none = audit.of_contact(contact_id), {"note": None}
        audit.note(connection, by.name, "note.add", subject, none, {"note": id}, now, contact_id)
        return id


def remove(database: Database, contact_id: int, id: int, by: Writer) -> bool:
    """Take a note of one's own away; whether it was there."""
    now = datetime.now(UTC)
    mine = ContactNote.id == id, ContactNote.contact_id == contact_id, ContactNote.author == by.key
    with database.transaction() as connection:
        if not connection.execute(delete(ContactNote).where(*mine)).rowcount:
            return False
        subject, none = audit.of_contact(contact_id), {"note": None}
        audit.note(connection, by.name, "note.remove", subject, {"note": id}, none, now, contact_id)
        return True

"""A person's name and language, put right by staff."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update

from relaystack.models import Contact

from ..storage import audit
from ..storage.database import Database
from ..storage.versions import must_be
from .authors import Writer
from .care import Seen

LONGEST_NAME = 200


def shown(one: Any) -> dict[str, Any]:
    """What can be put right."""
    return {"called": one["called"], "language": one["language"]}


def correct(
    database: Database, contact_id: int, name: str, language: str | None, by: Writer, seen: Seen = None
) -> bool | None:
    """Put them right; whether anything was different. Without a name it is again what WhatsApp tells."""
    now = datetime.now(UTC)
    mine = select(Contact.called, Contact.language).where(Contact.id == contact_id, Contact.erased_at.is_(None))
    with database.transaction() as connection:
        row = connection.execute(mine.with_for_update(key_share=True)).first()
        if row is None:
            return None
        before = shown(row._mapping)
        must_be(seen, before)
        wanted = {"called": name or None, "language": language}
        after = {field: value for field, value in wanted.items() if value != before[field]}
        if after:
            connection.execute(update(Contact).where(Contact.id == contact_id).values(**after, updated_at=now))
            audit.note(
                connection, by.name, "contact.correct", audit.of_contact(contact_id), before, after, now, contact_id
            )
        return bool(after)

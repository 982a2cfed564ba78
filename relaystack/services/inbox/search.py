"""What staff look for: people, notes about them, and what was said, however long ago."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from relaystack.models import Contact, ContactNote, Lead, Message

from ..storage import audit, search_index, search_lookup
from ..storage.database import AWAY, Database
from ..storage.pages import Page, Wanted
from . import authors, terms
from .authors import Writer
from .excerpts import excerpt
from .terms import Terms

ACTION = "search.run"
_SETS = 5  # of messages that are not in the index yet: taken in before anything is looked for
_WHO = (Contact.profile_name, Contact.called, Contact.phone)
_PERSON = (Contact.id, *_WHO, Lead.name.label("lead_name"), Lead.email, Lead.interest, Lead.notes)
_SAID = (Message.id, Message.contact_id, Message.message, Message.timestamp, Message.direction, Message.author, *_WHO)
_MINE = Message.contact_id == ContactNote.contact_id
_UNTIL = select(func.max(Message.id)).where(_MINE, Message.timestamp <= ContactNote.at).scalar_subquery()
_NOTE = (ContactNote.id, ContactNote.contact_id, ContactNote.text, ContactNote.at, ContactNote.author_name, *_WHO,
         _UNTIL.label("message_id"))  # fmt: skip


def find(database: Database, asked: str, by: Writer, wanted: Mapping[str, Wanted]) -> dict[str, Page] | None:
    """Pages of `people`, `notes` and `said`, the newest first; nothing where there is no word to look for.

    Whose words were shown to whom stands in the audit; what was looked for does not: it may be somebody's name.
    """
    words = terms.of(asked)
    if not words:
        return None
    with suppress(*AWAY):  # while no write gets through, what came last is not found
        search_index.catch_up(database, _SETS)
    with database.reading() as connection:
        found = {
            "people": _people(connection, terms.of_people(asked), wanted["people"]),
            "notes": _notes(connection, words, wanted["notes"]),
            "said": _said(connection, words, wanted["said"]),
        }
    _note(database, by, sorted({one["contact_id"] for page in found.values() for one in page["items"]}))
    return found


def _people(connection: Connection, words: Terms, wanted: Wanted) -> Page:
    kinds = (search_lookup.PEOPLE, search_lookup.LEADS)
    rows = select(*_PERSON).outerjoin(Lead, Lead.contact_id == Contact.id).where(Contact.erased_at.is_(None))
    page = _page(connection, words, wanted, kinds, rows, Contact.id)
    for one in page["items"]:
        told = " · ".join(filter(None, (one["lead_name"], one["email"], one["interest"], one["notes"])))
        one.update(contact_id=one["id"], told=excerpt(told, words))
    return page


def _notes(connection: Connection, words: Terms, wanted: Wanted) -> Page:
    rows = select(*_NOTE).join(Contact, Contact.id == ContactNote.contact_id)
    page = _page(connection, words, wanted, (search_lookup.NOTES,), rows, ContactNote.id)
    for one in page["items"]:
        one["words"] = excerpt(one["text"], words)
    return page


def _said(connection: Connection, words: Terms, wanted: Wanted) -> Page:
    rows = select(*_SAID).join(Contact, Contact.id == Message.contact_id)
    page = _page(connection, words, wanted, (search_lookup.MESSAGES,), rows, Message.id)
    called = authors.names(connection, {one["author"] for one in page["items"] if one["author"]})
    for one in page["items"]:
        one.update(by=called.get(one["author"]), words=excerpt(one["message"], words))
    return page


def _page(
    connection: Connection, words: Terms, wanted: Wanted, kinds: Sequence[int], rows: Any, id: Any
) -> Page:  # fmt: skip
    """The rows of those that the index names, in its order; `name` is what they are called."""
    below = int(wanted.cursor.partition("-")[2]) if wanted.cursor else None
    numbers = search_lookup.numbers(connection, words, kinds, below, wanted.limit + 1)
    shown = numbers[: wanted.limit]
    found = connection.execute(rows.where(id.in_(shown)).order_by(id.desc())) if shown else ()
    items = [dict(row._mapping) for row in found]
    for one in items:
        one["name"] = one["called"] or one["profile_name"]
    return {"items": items, "next": f"0-{shown[-1]}" if len(numbers) > len(shown) else None}


def _note(database: Database, by: Writer, shown: list[int]) -> None:
    with suppress(*AWAY), database.transaction() as connection:
        audit.note(connection, by.name, ACTION, "search", {"shown": []}, {"shown": shown}, datetime.now(UTC))
